import Foundation

/// A job file in the making: what was found out about a network and a data set by trying.
public protocol JobDrafting: Sendable {
  /// What was found, for people.
  var findings: String { get }
  /// How far what was found can be trusted.
  var certainty: PreprocessingTrial.Certainty { get }
  /// The job file; `name` is the report's heading.
  func yaml(name: String) -> String
}

extension PreprocessingTrial.Certainty {
  /// A sentence that gives the reason.
  func verdict(_ reason: String) -> String {
    let word =
      switch self {
      case .sure: "Sure"
      case .likely: "Likely"
      case .none: "Cannot tell"
      }
    return "\(word): \(reason)\(reason.hasSuffix("?") ? "" : ".")"
  }

  /// In the job file.
  var comment: String {
    switch self {
    case .sure: "sure"
    case .likely: "likely, not sure"
    case .none: "A GUESS, TO BE CHECKED"
    }
  }
}
