import OneDNN

struct Neg: ElementwiseOperator, ActivationOperator {
  static let name = "Neg"
  static let summary = "-x."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { -x }
  func derivative(_ x: Double) -> Double { -1 }

  func activation(_ inputs: [Value?]) -> Activation? { .linear(-1, 0) }
}
