import ArgumentParser
import Explaining

/// An integration rule on the command line: `200`, `gauss-legendre:16`, `adaptive`, `adaptive:0.005`. The rules' names are
/// those of job files.
enum IntegrationRuleOption {
  static let help = ArgumentHelp(
    "Points of integrated gradients: a number (evenly spaced), RULE:NUMBER with one of the rules gauss-legendre, trapezoid "
      + "and right-riemann, or adaptive[:TOLERANCE]. (default: \(IntegratedGradients().rule))",
    valueName: "rule")

  private static let formerNames = ["gauss": "gauss-legendre", "right": "right-riemann"]

  static func rule(_ text: String) throws -> IntegratedGradients.Rule {
    if let points = Int(text) { return IntegratedGradients.Rule(.evenlySpaced, points: try checked(points, 1_000_000)) }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    try FormerSpelling.refuse(parts.first ?? "", formerNames)
    guard let name = parts.first.flatMap({ IntegratedGradients.Rule.Name(rawValue: $0) }) else {
      throw ValidationError("write \(forms).")
    }
    if case .adaptive(var adaptive) = IntegratedGradients.Rule(name) {
      if parts.count == 2 {
        guard let tolerance = Double(parts[1]), tolerance > 0 else {
          throw ValidationError("the tolerance of an adaptive rule is a number above 0.")
        }
        adaptive.tolerance = tolerance
      }
      return .adaptive(adaptive)
    }
    guard parts.count == 2, let points = Int(parts[1]) else { throw ValidationError("write \(forms).") }
    // Finding the nodes of Gauss and Legendre takes time in the square of their number.
    return IntegratedGradients.Rule(name, points: try checked(points, name == .gaussLegendre ? 10_000 : 1_000_000))
  }

  private static let forms =
    "a number of points, "
    + IntegratedGradients.Rule.Name.allCases.filter { $0 != .adaptive }.map { "\($0.rawValue):POINTS" }
    .joined(separator: ", ") + " or adaptive[:TOLERANCE]"

  private static func checked(_ points: Int, _ most: Int) throws -> Int {
    guard (1...most).contains(points) else { throw ValidationError("points must be from 1 to \(most).") }
    return points
  }
}
