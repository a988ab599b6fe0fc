import OneDNN

struct Abs: ElementwiseOperator, ActivationOperator {
  static let name = "Abs"
  static let summary = "Absolute value; the derivative at 0 is 0."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { abs(x) }
  func derivative(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }

  func activation(_ inputs: [Value?]) -> Activation? { .abs }
}
