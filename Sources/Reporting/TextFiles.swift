import Foundation

/// Writes texts into files of a directory, which is made where it is missing.
///
/// - Returns: the names of the files.
/// - Throws: `ReportingError.unwritable`.
func write(_ files: [(name: String, text: String)], to directory: URL) throws(ReportingError) -> [String] {
  for (name, text) in files {
    let url = directory.appendingPathComponent(name)
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    } catch {
      throw .unwritable(path: url.path, reason: error.localizedDescription)
    }
  }
  return files.map(\.name)
}
