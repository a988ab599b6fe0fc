import Datasets
import Foundation
import Storing

extension JobFile {
  /// The job that a run was made with, as the run remembers it, its paths relative to where the file was.
  ///
  /// - Returns: nil for a run that does not know its job file.
  public init?(_ run: RunDescription) throws(JobFileError) {
    guard !run.jobFile.isEmpty else { return nil }
    let url = URL(filePath: run.jobFile)
    var overrides: [JobOverride] = []
    for text in run.overrides { overrides.append(try JobOverride(parsing: text)) }
    try self.init(
      parsing: run.jobText, file: run.jobFile, folder: url.deletingLastPathComponent(), overrides: overrides)
    self.url = url
  }
}

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
      jobText: file.text, overrides: file.overrides.map(\.text), jobFile: file.url?.path ?? "",
      itemCount: dataset.count,
      selection: shard.map { "shard \($0.index + 1)/\($0.count)" } ?? "all", expectedCount: indices.count,
      fingerprints: try fingerprints, classNames: classNames, methods: file.glossary.methods,
      scores: file.glossary.scores)
  }

  /// A fingerprint of this job, by its name in the run's description, as it was computed before SHA-256.
  public func olderFingerprint(_ name: String) throws -> String? {
    try fingerprint(named: name, digest: FileDigest.fnv1a)
  }

  private var fingerprints: [String: String] {
    get throws {
      var fingerprints: [String: String] = [:]
      for name in ["model", "sentences", "vocabulary"] {
        fingerprints[name] = try fingerprint(named: name, digest: FileDigest.sha256)
      }
      return fingerprints
    }
  }

  /// The digest of what `name` names; nil when the job has no such thing.
  private func fingerprint(named name: String, digest: (URL) throws -> String) throws -> String? {
    let sentences: TextSource? = if case .sentences(let source) = file.data.source { source } else { nil }
    switch name {
    case "model": return try modelFingerprint(digest)
    case "sentences": return try sentences.map { try digest(URL(filePath: $0.file)) }
    case "vocabulary": return try sentences.map { try digest(URL(filePath: $0.vocabulary)) }
    default: return nil
    }
  }

  /// Of a program: its words, and the digests of the files that they name.
  private func modelFingerprint(_ digest: (URL) throws -> String) throws -> String {
    switch file.model.source {
    case .network(let network): try digest(network.file)
    case .program(let program):
      program.command.map { (try? digest(URL(filePath: $0))) ?? $0 }.joined(separator: " ")
    }
  }
}
