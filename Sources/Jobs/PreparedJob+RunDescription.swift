import Foundation
import Storing

extension PreparedJob {
  /// What the run directory is about: the job's text, the model's contents and the data set's list.
  public var runDescription: RunDescription {
    get throws {
      RunDescription(
        jobText: file.text, itemCount: dataset.count,
        fingerprints: ["model": try Self.digest(of: file.model.file)])
    }
  }

  /// FNV-1a over a file's bytes: tells a changed model from the one a run was begun with.
  static func digest(of url: URL) throws -> String {
    let data = try Data(contentsOf: url, options: .alwaysMapped)
    let hash = data.withUnsafeBytes { bytes in
      bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
