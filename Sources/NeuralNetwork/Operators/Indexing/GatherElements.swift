struct GatherElements: IndexedGatherOperator {
  static let name = "GatherElements"
  static let summary = "For each index, the element at that place along an axis."
  static let since = 11
  private let axis: Int
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axis = try attributes.int("axis", default: 0) }
  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces {
    try .elements(data, indices, axis: axis)
  }
}
