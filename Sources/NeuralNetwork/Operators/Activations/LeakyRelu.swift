import OneDNN

struct LeakyRelu: ElementwiseOperator, ActivationOperator, HomogeneousOperator {
  static let name = "LeakyRelu"
  static let summary = "x for x > 0, alpha x elsewhere."

  private let alpha: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 0.01)
  }

  func evaluate(_ x: Double) -> Double { x > 0 ? x : Double(alpha) * x }
  func derivative(_ x: Double) -> Double { x > 0 ? 1 : Double(alpha) }

  func activation(_ inputs: [Value?]) -> Activation? { .leakyRelu(alpha) }
}
