import ArgumentParser
import Foundation
import Reporting
import Storing
import Sweeping

/// What the commands that read finished runs have in common.
enum RunReading {
  /// Runs `body`; an error becomes one sentence and the exit code of its kind.
  static func reportingErrors(_ body: () throws -> Void) throws {
    do { try body() } catch let error where !(error is ExitCode) && !(error is ValidationError) {
      say("Error: \(error)")
      let code = SweepExitCode(error) ?? (error is ReportingError ? .badInput : .failure)
      throw ExitCode(code.rawValue)
    }
  }

  static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  /// Class names of a file with a name a line; empty without one.
  static func classNames(_ path: String?) throws -> [String] {
    guard let path else { return [] }
    do {
      return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    } catch {
      throw ReportingError.unreadable(path: path, reason: error.localizedDescription)
    }
  }
}
