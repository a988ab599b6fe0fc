import Foundation
import OneDNN

struct Log: ElementwiseOperator, ActivationOperator {
  static let name = "Log"
  static let summary = "Natural logarithm."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { log(x) }
  func derivative(_ x: Double) -> Double { 1 / x }

  func activation(_ inputs: [Value?]) -> Activation? { .log }
}
