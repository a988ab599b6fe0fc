import GRDB

/// Why a run directory cannot be used.
public enum RunStoreError: Error, CustomStringConvertible, Equatable {
  /// Another process is sweeping into the directory.
  case inUse(directory: String)
  /// There is no store in the directory.
  case missing(directory: String)
  /// The directory holds the results of something else.
  case differentRun(directory: String, reason: String)
  /// The directory cannot be created, or lies where nothing may be written.
  case unwritable(directory: String, reason: String)
  /// The store's file is no store, is damaged, or comes from a newer version.
  case unreadable(directory: String, reason: String)
  /// The store's file was moved or deleted while it was in use.
  case vanished(directory: String)
  /// The disk is full, or an operation on it failed.
  case storage(directory: String, reason: String)

  public var description: String {
    switch self {
    case .inUse(let directory):
      return """
        \(directory) is in use by another sweep. Wait for it to end, or choose another directory with --output; \
        'winnow status \(directory)' tells how far it is.
        """
    case .missing(let directory):
      return "\(directory) holds no \(RunStore.fileName): it is not the output directory of a sweep."
    case .differentRun(let directory, let reason):
      return """
        \(directory) holds the results of another run: \(reason). Choose another directory with --output, or undo the \
        change to go on with this one.
        """
    case .unwritable(let directory, let reason):
      return "cannot write to the output directory \(directory): \(reason)."
    case .unreadable(let directory, let reason):
      return "cannot read \(directory)/\(RunStore.fileName): \(reason)."
    case .vanished(let directory):
      return """
        \(directory)/\(RunStore.fileName) was moved or deleted while the sweep wrote to it. Put it back and start the \
        same command again; without it the sweep starts from the beginning.
        """
    case .storage(let directory, let reason):
      return """
        cannot write to \(directory)/\(RunStore.fileName): \(reason). What was committed before is safe; mend the \
        cause and start the same command again.
        """
    }
  }

  /// True where starting the same command again may help once the cause is gone.
  public var isResumable: Bool {
    switch self {
    case .vanished, .storage: true
    default: false
    }
  }

  init(_ error: DatabaseError, directory: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse(directory: directory)
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      self = .unreadable(directory: directory, reason: error.message ?? "the file is damaged")
    case .SQLITE_FULL: self = .storage(directory: directory, reason: "the disk is full")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      self = .unwritable(directory: directory, reason: error.message ?? "permission denied")
    default: self = .storage(directory: directory, reason: error.message ?? "SQLite error \(error.resultCode)")
    }
  }
}
