import GRDB

extension RunStore {
  /// Marks the file as Winnow's ("WNOW"); `user_version` is the format of its tables.
  private static let applicationID = 0x574E_4F57
  private static let schemaVersion = 1

  /// The columns of `items` are plain so that `sqlite3` and pandas can use them; `payload` is the whole record.
  /// What differs between two runs of one job stands in the other tables, never in `items`.
  private static let schema = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE items (
      item INTEGER PRIMARY KEY,     -- position in the data set, from 0
      id TEXT NOT NULL,             -- path or name
      label INTEGER,                -- ground-truth class
      status TEXT NOT NULL,         -- explained | failed
      failure TEXT,                 -- kind of failure
      message TEXT,                 -- the failure in a sentence
      target INTEGER,               -- class that is explained
      predicted INTEGER,            -- class with the highest score
      probability REAL,             -- of the target
      "values" TEXT,                -- JSON: {method: {"status": ..., name: number, ...}}
      payload BLOB NOT NULL);       -- the record without its provenance, see EncodedRecord
    CREATE TABLE provenance (
      item INTEGER PRIMARY KEY, run INTEGER, rank INTEGER NOT NULL, seconds REAL NOT NULL,
      stages TEXT NOT NULL);        -- JSON: [[stage, seconds], ...]
    CREATE TABLE in_flight (item INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
    CREATE TABLE runs (
      run INTEGER PRIMARY KEY, host TEXT NOT NULL, ranks INTEGER NOT NULL, threads INTEGER NOT NULL,
      versions TEXT NOT NULL, started REAL NOT NULL, ended REAL, ending TEXT);
    CREATE TABLE rank_timings (
      run INTEGER NOT NULL, rank INTEGER NOT NULL, host TEXT NOT NULL, threads INTEGER NOT NULL, items INTEGER NOT NULL,
      elapsed REAL NOT NULL, compute REAL NOT NULL, wait REAL NOT NULL, io REAL NOT NULL, mpi REAL NOT NULL,
      peak_memory INTEGER NOT NULL, PRIMARY KEY (run, rank)) WITHOUT ROWID;
    """

  /// Steps from an empty file to the tables of today, in order; each is taken once in the life of a store.
  private static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("tables of format 1") { db in
      // Stores from before migrations were counted have their tables already.
      guard try !db.tableExists(StoredItem.databaseTableName) else { return }
      try db.execute(sql: schema)
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(schemaVersion)")
    }
    return migrator
  }()

  /// Makes the tables of an empty file, brings those of an earlier version up to date, and refuses what is no store.
  static func prepareSchema(of queue: DatabaseQueue, directory: String) throws {
    try queue.writeWithoutTransaction { db in
      // Immediate: whoever holds the file is noticed before anything is looked at.
      try db.inTransaction(.immediate) {
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if tables > 0 { try checkSchema(in: db, directory: directory) }
        return .commit
      }
    }
    try migrator.migrate(queue)
  }

  static func checkSchema(in db: Database, directory: String) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
      throw RunStoreError.unreadable(directory: directory, reason: "it is a database, but not of a sweep")
    }
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard version == schemaVersion else {
      throw RunStoreError.unreadable(
        directory: directory,
        reason: "it has format \(version); this version of winnow reads format \(schemaVersion)")
    }
  }
}
