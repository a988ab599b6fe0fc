import OneDNN

struct Relu: ElementwiseOperator, ActivationOperator, HomogeneousOperator {
  static let name = "Relu"
  static let summary = "max(x, 0); the derivative at 0 is 0."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { max(x, 0) }
  func derivative(_ x: Double) -> Double { x > 0 ? 1 : 0 }

  func activation(_ inputs: [Value?]) -> Activation? { .relu }
}
