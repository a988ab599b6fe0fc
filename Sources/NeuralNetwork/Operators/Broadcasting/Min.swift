struct Min: VariadicOperator {
  static let name = "Min"
  static let summary = "The smallest of the inputs; equal ones share the gradient, as in PyTorch."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(.infinity) { Swift.min($0, $1) } }
  func partials(_ elements: [Double]) -> [Double] {
    let extreme = evaluate(elements)
    let count = Double(elements.filter { $0 == extreme }.count)
    return elements.map { $0 == extreme ? 1 / count : 0 }
  }
}
