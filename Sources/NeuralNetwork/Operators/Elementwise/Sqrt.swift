import OneDNN

struct Sqrt: ElementwiseOperator, ActivationOperator {
  static let name = "Sqrt"
  static let summary = "Square root."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x.squareRoot() }
  func derivative(_ x: Double) -> Double { 0.5 / x.squareRoot() }

  func activation(_ inputs: [Value?]) -> Activation? { .sqrt }
}
