struct Scatter: ScatterOperator {
  static let name = "Scatter"
  static let summary = "ScatterElements as it was called up to operator set 10."
  static let until: Int? = 10
  private let elements: ScatterElements
  var reduction: ScatterReduction { elements.reduction }

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { elements = try ScatterElements(&attributes) }

  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces {
    try elements.places(data, indices)
  }
}
