/// The sum of the inputs.
struct Sum: VariadicOperator {
  static let name = "Sum"
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(0, +) }
  func partials(_ elements: [Double]) -> [Double] {
    elements.map { _ in 1 }
  }
}
