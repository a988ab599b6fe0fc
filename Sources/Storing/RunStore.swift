import Foundation
import GRDB

/// The results of one run: an SQLite database `run.sqlite` in the run's directory.
///
/// Exactly one process writes it. It holds SQLite's exclusive lock from opening to closing, so that no shared memory is
/// needed (parallel file systems have none) and a second sweep on the directory is refused. After a clean end the file
/// stands alone and `sqlite3` or pandas read it: see `RunStore+Schema.swift` for the columns.
///
/// Every method may be called from any thread, and throws `RunStoreError`.
public final class RunStore: Sendable {
  /// Name of the database in the run's directory.
  public static let fileName = "run.sqlite"

  public let directory: String
  /// Whether this is a copy of what a running sweep had committed.
  public let isSnapshot: Bool
  let queue: DatabaseQueue
  private let file: FileIdentity

  private var path: String { Self.path(in: directory) }

  private static func path(in directory: String) -> String { directory + "/" + fileName }

  /// Opens the store of `directory` for writing; creates both when they are missing.
  ///
  /// - Parameter olderFingerprint: a fingerprint of `run`, by its name, as earlier versions computed it. It is asked for
  ///   where the stored one differs from `run`'s; where it is equal, the stored one is replaced by `run`'s.
  /// - Throws: `RunStoreError.inUse` while another process writes it, `.differentRun` when it holds another job,
  ///   `.unwritable` or `.unreadable`.
  public init(
    creatingOrOpening directory: String, run: RunDescription,
    olderFingerprint: (String) throws -> String? = { _ in nil }
  ) throws {
    self.directory = directory
    isSnapshot = false
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      let reason = (error as? CocoaError).flatMap { $0.underlying as? POSIXError }.map {
        String(cString: strerror($0.code.rawValue))
      }
      throw RunStoreError.unwritable(directory: directory, reason: reason ?? error.localizedDescription)
    }
    (queue, file) = try Self.storeErrors(in: directory) {
      let queue = try DatabaseQueue(path: Self.path(in: directory), configuration: Self.writing)
      try Self.prepareSchema(of: queue, directory: directory)
      try queue.write { try Self.adopt(run, in: $0, directory: directory, olderFingerprint: olderFingerprint) }
      return (queue, try FileIdentity(path: Self.path(in: directory)))
    }
  }

  /// Settings of the one process that writes.
  private static var writing: Configuration {
    var configuration = Configuration()
    // A reader such as `winnow status` may hold the lock for a moment.
    configuration.busyMode = .timeout(3)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      // A power cut may take the last moments; a killed process loses nothing.
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
      // Moving the log into the file waits for the disk: rather seldom (every 64 MB) than often.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
    }
    return configuration
  }

  /// Opens the store of `directory` for reading only. Never waits and never holds up a sweep.
  ///
  /// - Throws: `RunStoreError.missing`, `.unreadable`, or `.inUse` while a sweep writes it.
  public init(reading directory: String) throws {
    self.directory = directory
    isSnapshot = false
    let path = Self.path(in: directory)
    guard FileManager.default.fileExists(atPath: path) else { throw RunStoreError.missing(directory: directory) }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .immediateError
    do {
      (queue, file) = try Self.storeErrors(in: directory) {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { try Self.checkSchema(in: $0, directory: directory) }
        return (queue, try FileIdentity(path: path))
      }
    } catch RunStoreError.unwritable(_, let reason), RunStoreError.storage(_, let reason) {
      throw RunStoreError.unreadable(directory: directory, reason: reason)
    }
  }

  /// Opens a copy of a store and of its log, which no other process knows; nil where the copied store is still empty.
  ///
  /// - Parameter path: the copy. Once it is open its file may be removed.
  init?(snapshot path: String, of directory: String) throws {
    self.directory = directory
    isSnapshot = true
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try db.execute(sql: "PRAGMA synchronous = OFF")
      // Moves the log into the one file.
      try db.execute(sql: "PRAGMA journal_mode = DELETE")
      try db.execute(sql: "PRAGMA query_only = 1")
    }
    (queue, file) = try Self.storeErrors(in: directory) {
      (try DatabaseQueue(path: path, configuration: configuration), try FileIdentity(path: path))
    }
    let isEmpty = try Self.storeErrors(in: directory) {
      try queue.read { db in
        guard try db.tableExists("meta") else { return true }
        try Self.checkSchema(in: db, directory: directory)
        return try Self.description(in: db) == nil
      }
    }
    if isEmpty { return nil }
  }

  /// Ends writing: moves everything into the one file and gives the lock back. The store must not be used afterwards.
  public func close() throws {
    try Self.storeErrors(in: directory) {
      if !queue.configuration.readonly, !isSnapshot {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      }
      try queue.close()
    }
  }

  /// Runs `body` in one transaction.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    // SQLite would go on writing into a deleted file, and every result would be lost with the process.
    guard (try? FileIdentity(path: path)) == file else { throw RunStoreError.vanished(directory: directory) }
    return try Self.storeErrors(in: directory) { try queue.write(body) }
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.storeErrors(in: directory) { try queue.read(body) }
  }

  /// Turns the errors of SQLite and of decoding into `RunStoreError`.
  private static func storeErrors<T>(in directory: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw RunStoreError(error, directory: directory)
    } catch let error as ByteCodingError {
      throw RunStoreError.unreadable(directory: directory, reason: error.description)
    } catch let error as RowDecodingError {
      throw RunStoreError.unreadable(directory: directory, reason: "a table holds what it should not: \(error)")
    } catch let error as DecodingError {
      throw RunStoreError.unreadable(directory: directory, reason: "a table holds what it should not: \(error)")
    }
  }
}

/// Tells whether a path still names the file that was opened.
private struct FileIdentity: Equatable {
  private let device: UInt64
  private let inode: UInt64

  init(path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw CocoaError(.fileNoSuchFile) }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}
