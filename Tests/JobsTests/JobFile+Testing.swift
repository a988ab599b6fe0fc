import Foundation

@testable import Jobs

/// The text read as the file Jobs/x.yaml of a project in /project.
func parse(_ text: String) throws -> JobFile {
  try JobFile(parsing: text, file: "Jobs/x.yaml", folder: URL(filePath: "/project/Jobs/"))
}

/// What `body` says when it throws; for the wording of refusals.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing was thrown"
  } catch {
    return "\(error)"
  }
}

/// What is said of a job file that is refused.
func refusal(_ text: String) -> String { message { _ = try parse(text) } }
