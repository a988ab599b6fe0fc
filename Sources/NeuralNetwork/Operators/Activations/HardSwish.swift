import OneDNN

struct HardSwish: ElementwiseOperator, ActivationOperator {
  static let name = "HardSwish"
  static let summary = "x max(0, min(1, x / 6 + 1 / 2)); the derivative is 0 at -3 and 1 at 3, as PyTorch has it."
  static let since = 14

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x * max(0, min(1, x / 6 + 0.5)) }
  func derivative(_ x: Double) -> Double { x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5 }

  func activation(_ inputs: [Value?]) -> Activation? { .hardSwish }
}
