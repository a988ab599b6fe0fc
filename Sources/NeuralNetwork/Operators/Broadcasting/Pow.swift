import Foundation

struct Pow: BinaryOperator {
  static let name = "Pow"
  static let summary = "a to the power of b."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double {
    type.isFloatingPoint ? pow(a, b) : pow(a, b).rounded(.towardZero)
  }

  func partials(_ a: Double, _ b: Double) -> (Double, Double)? {
    (b == 0 ? 0 : b * pow(a, b - 1), a > 0 ? pow(a, b) * log(a) : 0)
  }
}
