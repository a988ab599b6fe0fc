import Foundation

@testable import Jobs

/// The text read as the file Jobs/x.yaml of a project in /project.
func parse(_ text: String) throws -> JobFile {
  try JobFile(parsing: text, file: "Jobs/x.yaml", folder: URL(filePath: "/project/Jobs/"))
}

/// A job on the demo's images and network.
///
/// - Parameters:
///   - rest: the job's other keys, `methods` at least.
///   - data: what the job says of the data beside the folder.
func demoJob(_ rest: String, data: String = "") throws -> JobFile {
  let folder = URL(filePath: #filePath).appending(path: "../../../Jobs", directoryHint: .isDirectory)
    .standardizedFileURL
  let text = """
    model: {file: ../Demo/network.onnx}
    data: {folder: ../Demo/pictures\(data)}
    preprocessing: {scale: 1, mean: [128, 128, 128], std: [64, 64, 64]}
    \(rest)
    """
  return try JobFile(parsing: text, file: "test.yaml", folder: folder)
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
