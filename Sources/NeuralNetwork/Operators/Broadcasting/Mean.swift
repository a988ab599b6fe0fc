struct Mean: VariadicOperator {
  static let name = "Mean"
  static let summary = "The mean of the inputs."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(0, +) / Double(elements.count) }
  func partials(_ elements: [Double]) -> [Double] {
    elements.map { _ in 1 / Double(elements.count) }
  }
}
