import ArgumentParser

/// What `winnow attribute` computes; the methods are named as in job files.
enum AttributionMethod: String, CaseIterable {
  /// Probabilities alone.
  case forward
  case gradient
  case gradientTimesInput = "gradient-input"
  case integratedGradients = "ig"
  case smoothGrad = "smoothgrad"

  static let help = ArgumentHelp("One of \(names). (default: \(integratedGradients.rawValue))", valueName: "method")

  private static let names = allCases.map(\.rawValue).joined(separator: ", ")

  static func method(_ text: String) throws -> AttributionMethod {
    try FormerSpelling.refuse(text, ["gradient-x-input": "gradient-input"])
    guard let method = AttributionMethod(rawValue: text) else { throw ValidationError("write one of \(names).") }
    return method
  }
}
