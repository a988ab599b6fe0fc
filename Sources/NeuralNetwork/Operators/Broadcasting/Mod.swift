import Foundation

struct Mod: BinaryOperator {
  static let name = "Mod"
  static let summary =
    "The rest of dividing a by b: with b's sign, or with a's where `fmod` is set (as for fractions it "
    + "must be)."
  static let since = 10

  private let hasDividendSign: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    hasDividendSign = try attributes.bool("fmod", default: false)
  }

  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double {
    if b == 0 && !type.isFloatingPoint { return 0 }
    let rest = fmod(a, b)
    return hasDividendSign || rest == 0 || (rest < 0) == (b < 0) ? rest : rest + b
  }

  func partials(_ a: Double, _ b: Double) -> (Double, Double)? {
    (1, hasDividendSign ? -(a / b).rounded(.towardZero) : -(a / b).rounded(.down))
  }
}
