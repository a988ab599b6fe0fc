import ArgumentParser
import Jobs

/// The class to explain, of inputs that have no label of their own.
enum TargetOption {
  static let help: ArgumentHelp = "Class to explain: predicted or an index. (default: predicted)"

  static func rule(_ text: String) throws -> JobFile.TargetRule {
    guard let rule = JobFile.TargetRule(text), rule != .label else {
      throw ValidationError("write predicted or the index of a class.")
    }
    return rule
  }
}
