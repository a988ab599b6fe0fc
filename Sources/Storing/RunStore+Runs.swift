import Foundation
import GRDB

/// One start of the command on a run directory.
public struct RunHistoryEntry: Sendable, Equatable {
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

extension RunStore {
  /// Writes down that a run begins; returns its number.
  package func beginRun(host: String, ranks: Int, versions: [String: String]) throws -> Int {
    try write { db in
      try db.execute(
        sql: "INSERT INTO runs (host, ranks, threads, versions, started) VALUES (?, ?, 0, ?, ?)",
        arguments: [host, ranks, JSONText.object(versions), Date().timeIntervalSince1970])
      return Int(db.lastInsertedRowID)
    }
  }

  /// Writes down how a run ended.
  package func endRun(_ run: Int, ending: String) throws {
    try write { db in
      try db.execute(
        sql: """
          UPDATE runs SET ended = ?, ending = ?,
            threads = coalesce((SELECT sum(threads) FROM rank_timings WHERE run = runs.run), threads)
          WHERE run = ?
          """,
        arguments: [Date().timeIntervalSince1970, ending, run])
    }
  }

  package func record(_ timings: [RankTiming], run: Int) throws {
    try write { db in
      let statement = try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO rank_timings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      for timing in timings {
        try statement.execute(
          arguments: [
            run, timing.rank, timing.host, timing.threads, timing.items, timing.elapsed, timing.compute, timing.wait,
            timing.io, timing.mpi, timing.peakMemory,
          ])
      }
    }
  }

  /// Every start of the command on this directory, oldest first.
  public func runHistory() throws -> [RunHistoryEntry] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM runs ORDER BY run").map { row in
        RunHistoryEntry(
          run: row["run"], host: row["host"], ranks: row["ranks"], threads: row["threads"],
          versions: JSONText.strings(row["versions"]), started: Date(timeIntervalSince1970: row["started"]),
          ended: (row["ended"] as Double?).map { Date(timeIntervalSince1970: $0) }, ending: row["ending"])
      }
    }
  }

  /// Number of stored items that one run recorded.
  public func countOfItems(ofRun run: Int) throws -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM provenance WHERE run = ?", arguments: [run]) } ?? 0
  }

  /// How the ranks of one run spent their time, by rank; nil for the latest run.
  public func rankTimings(run: Int? = nil) throws -> [RankTiming] {
    try read { db in
      let sql = "SELECT * FROM rank_timings WHERE run = coalesce(?, (SELECT max(run) FROM runs)) ORDER BY rank"
      return try Row.fetchAll(db, sql: sql, arguments: [run]).map { row in
        RankTiming(
          rank: row["rank"], host: row["host"], threads: row["threads"], items: row["items"], elapsed: row["elapsed"],
          compute: row["compute"], wait: row["wait"], io: row["io"], mpi: row["mpi"], peakMemory: row["peak_memory"])
      }
    }
  }
}
