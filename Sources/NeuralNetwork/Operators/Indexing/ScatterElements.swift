/// A copy with some elements replaced, or combined with others, at indices along an axis.
struct ScatterElements: ScatterOperator {
  static let name = "ScatterElements"
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
