import OneDNN

struct Clip: Operator, ActivationOperator {
  static let name = "Clip"
  static let summary = "Holds x within two bounds; flat at and beyond them, as PyTorch's hardtanh and ReLU6."
  static let inputs = 1...3
  static let limits = "bounds constant"

  private let low: Float?
  private let high: Float?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    // Attributes up to operator set 10, inputs from 11 on.
    low = try attributes.float("min")
    high = try attributes.float("max")
  }

  private func bounds(_ inputs: [Value?]) throws(NetworkError) -> (Float, Float) {
    let low = try inputs.constant(1, "min")?.floats.first ?? self.low ?? -.greatestFiniteMagnitude
    let high = try inputs.constant(2, "max")?.floats.first ?? self.high ?? .greatestFiniteMagnitude
    // Where the bounds are the wrong way round the upper one wins.
    return (min(low, high), high)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let (low, high) = try bounds(inputs)
    guard let constant = x.constant else { return [Value(x.type, x.shape)] }
    return [Value(.computed(x.type, x.shape, constant.doubles.map { min(Double(high), max(Double(low), $0)) }))]
  }

  func activation(_ inputs: [Value?]) -> Activation? {
    guard let (low, high) = try? bounds(inputs) else { return nil }
    return .clip(low, high)
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let (low, high) = try bounds(node.inputValues)
    try node.lower(.clip(low, high))
  }
}
