struct HardSigmoid: ElementwiseOperator {
  static let name = "HardSigmoid"
  static let summary = "alpha x + beta, held within 0 and 1; flat at and beyond the ends."

  private let alpha: Float
  private let beta: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 0.2)
    beta = try attributes.float("beta", default: 0.5)
  }

  func evaluate(_ x: Double) -> Double { max(0, min(1, Double(alpha) * x + Double(beta))) }
  func derivative(_ x: Double) -> Double {
    (0..<1).contains(Double(alpha) * x + Double(beta)) && Double(alpha) * x + Double(beta) > 0 ? Double(alpha) : 0
  }
}
