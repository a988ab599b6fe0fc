struct ScatterElements: ScatterOperator {
  static let name = "ScatterElements"
  static let summary = "A copy with some elements replaced, or combined with others, at indices along an axis."
  static let since = 11
  let reduction: ScatterReduction
  private let axis: Int
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    axis = try attributes.int("axis", default: 0)
    reduction = try ScatterReduction(&attributes)
  }
  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces {
    try .elements(data, indices, axis: axis)
  }
}
