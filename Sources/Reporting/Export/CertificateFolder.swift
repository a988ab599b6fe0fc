import Foundation
import Storing

/// Proofs of bounds, each with its problem and its mask: three files, named by the item's index and the method
/// (`12.smug.certificate.json.gz`), for `winnow verify`.
struct CertificateFolder {
  static let name = "certificates"

  let directory: URL
  /// Made with the first file: most runs have none.
  private(set) var isWritten = false

  init(directory: URL) { self.directory = directory }

  mutating func append(_ record: ItemRecord) throws {
    for explanation in record.explained?.explanations ?? [] {
      for file in explanation.files {
        let url = directory.appendingPathComponent("\(record.index).\(explanation.method).\(file.name)")
        do {
          if !isWritten { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }
          try Data(file.bytes).write(to: url)
        } catch {
          throw ReportingError.unwritable(path: url.path, reason: error.localizedDescription)
        }
        isWritten = true
      }
    }
  }
}
