/// The mean of the inputs.
struct Mean: VariadicOperator {
  static let name = "Mean"
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(0, +) / Double(elements.count) }
  func partials(_ elements: [Double]) -> [Double] {
    elements.map { _ in 1 / Double(elements.count) }
  }
}
