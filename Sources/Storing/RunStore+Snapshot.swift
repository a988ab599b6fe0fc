import Foundation
import GRDB

// A sweep holds the exclusive lock of its store, so that nobody else can open it; its bytes can be copied nevertheless.
//
// In WAL mode the database changes only while its log is moved into it, and what was moved stays in the log until the log
// begins anew under a header with other salts. The copy takes the database first and the log afterwards, and counts only if
// the log's header is the same before and after: then every page of the database that changed meanwhile is in the copied
// log, at least as new, and read from there. A transaction that the copy cuts short lacks its checksummed last frame and is
// left out, as after a crash. A log begins anew every 64 MB, so that a copy succeeds when it takes less time than the sweep
// takes for as much; it is tried some times.
extension RunStore {
  /// Opens what is committed to the store of `directory`, whether or not a sweep is writing it. Nothing waits for it and it
  /// locks nothing of the sweep's; of a store in use it reads a copy, for which `scratch` must have room.
  ///
  /// - Parameter scratch: an existing folder. Nothing is left in it, even by a process that is killed while it reads.
  /// - Throws: what `init(reading:)` throws; `RunStoreError.inUse` where a sweep that has just begun has stored nothing yet,
  ///   or where copies take too long.
  public static func committed(in directory: String, scratch: URL) throws -> RunStore {
    for attempt in 0..<20 {
      if attempt > 0 { usleep(50_000) }
      do { return try RunStore(reading: directory) } catch RunStoreError.inUse {}
      if let snapshot = try snapshot(of: directory, scratch: scratch) { return snapshot }
    }
    throw RunStoreError.inUse(directory: directory)
  }

  /// Nil where the sweep came between.
  private static func snapshot(of directory: String, scratch: URL) throws -> RunStore? {
    let store = URL(fileURLWithPath: directory, isDirectory: true).appending(path: fileName)
    let log = URL(fileURLWithPath: store.path + "-wal")
    let folder = scratch.appending(path: ".snapshot-\(UUID().uuidString)", directoryHint: .isDirectory)
    let copy = folder.appending(path: fileName)
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw RunStoreError.unwritable(directory: scratch.path, reason: error.localizedDescription)
    }
    // What is open stays readable without its name.
    defer { try? FileManager.default.removeItem(at: folder) }
    guard let header = logHeader(log) else { return nil }
    do {
      try FileManager.default.copyItem(at: store, to: copy)
      try FileManager.default.copyItem(at: log, to: URL(fileURLWithPath: copy.path + "-wal"))
    } catch CocoaError.fileNoSuchFile, CocoaError.fileReadNoSuchFile {
      return nil
    } catch {
      throw RunStoreError.unwritable(directory: scratch.path, reason: error.localizedDescription)
    }
    guard header == logHeader(log) else { return nil }
    return try RunStore(snapshot: copy.path, of: directory)
  }

  /// Magic number, format, page size, number of the checkpoint, salts and checksum; nil where there is no log.
  private static func logHeader(_ log: URL) -> Data? {
    guard let file = try? FileHandle(forReadingFrom: log) else { return nil }
    defer { try? file.close() }
    guard let header = try? file.read(upToCount: 32), header.count == 32 else { return nil }
    return header
  }
}
