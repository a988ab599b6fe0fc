struct GatherND: IndexedGatherOperator {
  static let name = "GatherND"
  static let summary = "For each tuple of indices, the element or slice there."
  static let since = 11
  private let batch: Int
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { batch = try attributes.int("batch_dims", default: 0) }
  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces {
    try .tuples(data, indices, batch: batch)
  }
}
