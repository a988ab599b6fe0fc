import Foundation
import GRDB

// What the run is about, in the table `meta`.
extension RunStore {
  private enum MetaKey: String {
    case job, selection, fingerprints, versions, created, methods, scores, overrides
    case jobFile = "job_file"
    case classNames = "class_names"
    case itemCount = "item_count"
    case expectedCount = "expected_count"
    case inputRange = "input_range"
  }

  /// Writes down what the run is about, or checks that it is about the same.
  ///
  /// - Parameter olderFingerprint: see `init(creatingOrOpening:run:olderFingerprint:)`.
  static func adopt(
    _ run: RunDescription, in db: Database, directory: String, olderFingerprint: (String) throws -> String?
  ) throws {
    guard let stored = try description(in: db) else {
      try write(run, in: db)
      return try write(ISO8601DateFormatter().string(from: Date()), for: .created, in: db)
    }
    if let reason = try run.difference(from: stored, olderFingerprint: olderFingerprint) {
      throw RunStoreError.differentRun(directory: directory, reason: reason)
    }
    // A run of an earlier version lacks names and descriptions, and may have fingerprints of another kind; the job file
    // may have moved.
    var current = stored
    if !run.jobFile.isEmpty { current.jobFile = run.jobFile }
    current.fingerprints = run.fingerprints
    if stored.classNames.isEmpty { current.classNames = run.classNames }
    if stored.methods.isEmpty { current.methods = run.methods }
    if stored.scores.isEmpty { current.scores = run.scores }
    if let range = run.inputRange { current.inputRange = range }
    if current != stored { try write(current, in: db) }
  }

  private static func write(_ run: RunDescription, in db: Database) throws {
    try write(run.jobText, for: .job, in: db)
    try write(JSONText.encoded(run.overrides), for: .overrides, in: db)
    try write(run.jobFile, for: .jobFile, in: db)
    try write(String(run.itemCount), for: .itemCount, in: db)
    try write(run.selection, for: .selection, in: db)
    try write(String(run.expectedCount), for: .expectedCount, in: db)
    try write(JSONText.encoded(run.fingerprints), for: .fingerprints, in: db)
    try write(JSONText.encoded(run.classNames), for: .classNames, in: db)
    try write(JSONText.encoded(run.versions), for: .versions, in: db)
    try write(JSONText.encoded(run.methods), for: .methods, in: db)
    try write(JSONText.encoded(run.scores), for: .scores, in: db)
    if let range = run.inputRange { try write(JSONText.encoded(range), for: .inputRange, in: db) }
  }

  private static func write(_ value: String, for key: MetaKey, in db: Database) throws {
    try MetaEntry(key: key.rawValue, value: value).insert(db)
  }

  private static func value(_ key: MetaKey, in db: Database) throws -> String? {
    try MetaEntry.fetchOne(db, key: key.rawValue)?.value
  }

  /// Nil in a store that was only just created.
  static func description(in db: Database) throws -> RunDescription? {
    guard let job = try value(.job, in: db) else { return nil }
    return RunDescription(
      jobText: job, overrides: JSONText.decoded(try value(.overrides, in: db)) ?? [],
      jobFile: try value(.jobFile, in: db) ?? "",
      itemCount: try value(.itemCount, in: db).flatMap { Int($0) } ?? 0,
      selection: try value(.selection, in: db) ?? "all",
      expectedCount: try value(.expectedCount, in: db).flatMap { Int($0) },
      fingerprints: JSONText.decoded(try value(.fingerprints, in: db)) ?? [:],
      classNames: JSONText.decoded(try value(.classNames, in: db)) ?? [],
      versions: JSONText.decoded(try value(.versions, in: db)) ?? [:],
      methods: JSONText.decoded(try value(.methods, in: db)) ?? [],
      scores: JSONText.decoded(try value(.scores, in: db)) ?? [],
      inputRange: JSONText.decoded(try value(.inputRange, in: db)))
  }

  /// What the directory is about.
  public func runDescription() throws -> RunDescription {
    guard let description = try read({ try Self.description(in: $0) }) else {
      throw RunStoreError.unreadable(directory: directory, reason: "the job is missing")
    }
    return description
  }

  /// When the store was created, in ISO 8601.
  public func created() throws -> String { try read { try Self.value(.created, in: $0) } ?? "" }
}
