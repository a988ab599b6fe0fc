/// ScatterElements as it was called up to operator set 10.
struct Scatter: ScatterOperator {
  static let name = "Scatter"
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
