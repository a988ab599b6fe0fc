struct Shrink: ElementwiseOperator {
  static let name = "Shrink"
  static let summary = "x moved by `bias` towards zero where it is beyond `lambd` on either side, 0 between."

  private let bias: Double
  private let lambda: Double

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    bias = Double(try attributes.float("bias", default: 0))
    lambda = Double(try attributes.float("lambd", default: 0.5))
  }

  func evaluate(_ x: Double) -> Double { x < -lambda ? x + bias : x > lambda ? x - bias : 0 }
  func derivative(_ x: Double) -> Double { abs(x) > lambda ? 1 : 0 }
}
