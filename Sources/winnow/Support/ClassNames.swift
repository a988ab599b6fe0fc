import Foundation
import Reporting

enum ClassNames {
  /// The lines of a file with a class's name each; none without a file.
  static func read(_ path: String?) throws -> [String] {
    guard let path else { return [] }
    do {
      return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    } catch {
      throw ReportingError.unreadable(path: path, reason: error.localizedDescription)
    }
  }
}
