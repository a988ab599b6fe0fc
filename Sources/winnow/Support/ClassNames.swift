import Foundation
import Reporting

enum ClassNames {
  /// The lines of a file that has a class's name on each.
  static func read(_ path: String) throws -> [String] {
    do {
      return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    } catch {
      throw ReportingError.unreadable(path: path, reason: error.localizedDescription)
    }
  }
}
