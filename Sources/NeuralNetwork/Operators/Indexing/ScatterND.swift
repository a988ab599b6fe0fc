struct ScatterND: ScatterOperator {
  static let name = "ScatterND"
  static let summary =
    "A copy with some elements or slices replaced, or combined with others, where tuples of indices say."
  static let since = 11
  let reduction: ScatterReduction
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { reduction = try ScatterReduction(&attributes) }
  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces {
    try .tuples(data, indices, batch: 0)
  }
}
