struct Sum: VariadicOperator {
  static let name = "Sum"
  static let summary = "The sum of the inputs."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(0, +) }
  func partials(_ elements: [Double]) -> [Double] {
    elements.map { _ in 1 }
  }
}
