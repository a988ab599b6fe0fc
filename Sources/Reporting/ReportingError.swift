/// What can go wrong while writing results.
public enum ReportingError: Error, Equatable, CustomStringConvertible {
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)
  /// The run holds nothing to report.
  case empty(path: String)
  /// The run has no scores to make a table of.
  case noScores(path: String)
  /// Runs that share no item cannot be compared.
  case nothingInCommon([String])

  public var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason). Choose another directory, or make room and check its permissions."
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)."
    case .empty(let path):
      "The run in \(path) holds no items yet. Start it with `winnow run`, then ask for a report."
    case .noScores:
      "The run has no scores, so there is no table of methods. Add `scores` to its job (docs/scores.md) and run it anew."
    case .nothingInCommon(let runs):
      "The runs \(runs.joined(separator: ", ")) have no explained item in common (items are matched by their path)."
    }
  }
}
