import Foundation
import GRDB

/// One start of the command on a run directory.
public struct RunHistoryEntry: Sendable, Equatable, Codable {
  /// From 1.
  public var run: Int
  public var host: String
  public var ranks: Int
  /// Worker threads of all ranks; 0 while they are not known yet.
  public var threads: Int
  /// Versions of the program and its libraries, by name.
  public var versions: [String: String]
  public var started: Date
  /// Nil while it runs, and for ever when its process died.
  public var ended: Date?
  /// `finished`, `stopped` or `failed`; nil as `ended`.
  public var ending: String?
}

/// How one rank spent its time in one run, in seconds of wall time.
public struct RankTiming: Sendable, Equatable, Codable {
  public var rank: Int
  public var host: String
  /// Worker threads of the rank.
  public var threads: Int
  /// Items finished.
  public var items: Int
  /// Since the rank started sweeping.
  public var elapsed: Double
  /// Summed over its worker threads: working on items.
  public var compute: Double
  /// Summed over its worker threads: without an item to work on.
  public var wait: Double
  /// Its main thread: reading and writing the store (rank 0 only).
  public var io: Double
  /// Its main thread: in MPI calls.
  public var mpi: Double
  /// Largest resident memory in bytes.
  public var peakMemory: Int

  public init(
    rank: Int, host: String, threads: Int, items: Int, elapsed: Double, compute: Double, wait: Double, io: Double,
    mpi: Double, peakMemory: Int
  ) {
    self.rank = rank
    self.host = host
    self.threads = threads
    self.items = items
    self.elapsed = elapsed
    self.compute = compute
    self.wait = wait
    self.io = io
    self.mpi = mpi
    self.peakMemory = peakMemory
  }
}

extension RunHistoryEntry: FetchableRecord, PersistableRecord {
  public static let databaseTableName = "runs"

  public enum Columns {
    static let run = Column(CodingKeys.run)
  }

  public static func databaseDateEncodingStrategy(for column: String) -> DatabaseDateEncodingStrategy {
    .timeIntervalSince1970
  }

  public static func databaseDateDecodingStrategy(for column: String) -> DatabaseDateDecodingStrategy {
    .timeIntervalSince1970
  }
}

extension RunStore {
  /// Writes down that a run begins; returns its number.
  package func beginRun(host: String, ranks: Int, versions: [String: String]) throws -> Int {
    try write { db in
      let last = try RunHistoryEntry.select(max(RunHistoryEntry.Columns.run), as: Int.self).fetchOne(db) ?? 0
      let entry = RunHistoryEntry(
        run: last + 1, host: host, ranks: ranks, threads: 0, versions: versions, started: Date())
      try entry.insert(db)
      return entry.run
    }
  }

  /// Writes down how a run ended.
  package func endRun(_ run: Int, ending: String) throws {
    try write { db in
      guard var entry = try RunHistoryEntry.fetchOne(db, key: run) else { return }
      entry.ended = Date()
      entry.ending = ending
      let threads = StoredRankTiming.filter(StoredRankTiming.Columns.run == run)
        .select(sum(StoredRankTiming.Columns.threads), as: Int.self)
      entry.threads = try threads.fetchOne(db) ?? entry.threads
      try entry.update(db)
    }
  }

  package func record(_ timings: [RankTiming], run: Int) throws {
    try write { db in
      for timing in timings { try StoredRankTiming(run: run, timing: timing).insert(db) }
    }
  }

  /// Every start of the command on this directory, oldest first.
  public func runHistory() throws -> [RunHistoryEntry] {
    try read { try RunHistoryEntry.order(RunHistoryEntry.Columns.run).fetchAll($0) }
  }

  /// Number of stored items that one run recorded.
  public func countOfItems(ofRun run: Int) throws -> Int {
    try read { try StoredProvenance.filter(StoredProvenance.Columns.run == run).fetchCount($0) }
  }

  /// How the ranks of one run spent their time, by rank; nil for the latest run.
  public func rankTimings(run: Int? = nil) throws -> [RankTiming] {
    try read { db in
      let latest = RunHistoryEntry.select(max(RunHistoryEntry.Columns.run), as: Int.self)
      guard let run = try run ?? latest.fetchOne(db) else { return [] }
      return try StoredRankTiming.filter(StoredRankTiming.Columns.run == run)
        .order(StoredRankTiming.Columns.rank).fetchAll(db).map(\.timing)
    }
  }
}
