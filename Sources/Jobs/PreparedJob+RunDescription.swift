import Datasets
import Foundation
import Storing

extension PreparedJob {
  /// The items to explain: the job's subset, or this shard of it.
  public func indices(shard: Selection.Shard? = nil) throws(DatasetError) -> IndexSet {
    var selection = file.data.subset
    selection.shard = shard
    if selection.isEverything { return IndexSet(integersIn: 0..<dataset.count) }
    return IndexSet(try dataset.positions(of: selection, relativeTo: URL(filePath: "/")).map(Int.init))
  }

  /// What the run directory is about: the job's text, the model's contents and the data set's list.
  ///
  /// - Parameter indices: what ``indices(shard:)`` gave for the same shard.
  public func runDescription(indices: IndexSet, shard: Selection.Shard? = nil) throws -> RunDescription {
    RunDescription(
      jobText: file.text, itemCount: dataset.count,
      selection: shard.map { "shard \($0.index + 1)/\($0.count)" } ?? "all", expectedCount: indices.count,
      fingerprints: try fingerprints, classNames: classNames)
  }

  private var fingerprints: [String: String] {
    get throws {
      var fingerprints = ["model": try modelFingerprint]
      if case .sentences(let source) = file.data.source {
        fingerprints["sentences"] = try Self.digest(of: URL(filePath: source.file))
        fingerprints["vocabulary"] = try Self.digest(of: URL(filePath: source.vocabulary))
      }
      return fingerprints
    }
  }

  /// Of a program: its words, and the files that they name.
  private var modelFingerprint: String {
    get throws {
      if let file = file.model.file { return try Self.digest(of: file) }
      let words = file.model.command?.command ?? []
      return words.map { (try? Self.digest(of: URL(filePath: $0))) ?? $0 }.joined(separator: " ")
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
