import Foundation
import GRDB
import Saliency

// The rows of the store's tables, which `RunStore+Schema.swift` creates. `InFlightMark` and `RunHistoryEntry` are rows
// themselves.

/// A line of `meta`: what the run is about, by key.
struct MetaEntry: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "meta"
  static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  var key: String
  var value: String
}

/// A row of `items`. A later row of the same item replaces an earlier one.
struct StoredItem: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "items"
  static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)
  static let provenance = hasOne(StoredProvenance.self, key: "provenance", using: ForeignKey(["item"], to: ["item"]))

  enum Columns {
    static let item = Column(CodingKeys.item)
    static let status = Column(CodingKeys.status)
    static let failure = Column(CodingKeys.failure)
    static let payload = Column(CodingKeys.payload)
  }

  enum Status: String, Codable, DatabaseValueConvertible {
    case explained
    case failed
  }

  var item: Int
  var id: String
  var label: Int?
  var status: Status
  var failure: String?
  var message: String?
  var target: Int?
  var predicted: Int?
  var probability: Double?
  /// `{method: {"status": ..., name: number, ...}}`; written by hand, because the order of keys counts.
  var values: String?
  var payload: Data

  /// - Parameter record: what `encoded` holds; its maps and masks are not looked at.
  init(_ encoded: EncodedRecord, record: ItemRecord) {
    item = record.index
    id = record.id
    label = record.label
    payload = Data(encoded.payload)
    switch record.outcome {
    case .failed(let reason):
      status = .failed
      failure = reason.kind
      message = reason.message
    case .explained(let explained):
      status = .explained
      target = explained.target
      predicted = explained.predicted
      probability = explained.probability
      values = JSONText.object(explained.tabulated)
    }
  }
}

/// A row of `provenance`: where and how long an item was worked on.
struct StoredProvenance: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "provenance"
  static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  enum Columns {
    static let run = Column(CodingKeys.run)
  }

  var item: Int
  /// The run that recorded the item; nil when none was begun.
  var run: Int?
  var rank: Int
  /// Sum over the stages.
  var seconds: Double
  /// JSON: `[[stage, seconds], ...]`.
  var stages: [Provenance.Stage]

  init(_ provenance: Provenance, item: Int, run: Int?) {
    self.item = item
    self.run = run
    rank = provenance.rank
    seconds = provenance.stages.reduce(0) { $0 + $1.seconds }
    stages = provenance.stages
  }
}

/// An item's payload and provenance: all that a record is made of.
struct StoredRecord: Decodable, FetchableRecord {
  var item: Int
  var payload: Data
  /// Nil in a damaged store only.
  var provenance: StoredProvenance?

  var encoded: EncodedRecord {
    EncodedRecord(
      payload: Array(payload),
      provenance: Provenance(rank: provenance?.rank ?? 0, stages: provenance?.stages ?? []))
  }
}

/// A row of `rank_timings`: a rank's timing and the run it belongs to.
struct StoredRankTiming: FetchableRecord, PersistableRecord {
  static let databaseTableName = "rank_timings"
  static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  enum Columns {
    static let run = Column("run")
    static let rank = Column("rank")
    static let threads = Column("threads")
  }

  var run: Int
  var timing: RankTiming

  init(run: Int, timing: RankTiming) {
    self.run = run
    self.timing = timing
  }

  init(row: Row) throws {
    run = row[Columns.run]
    timing = try RankTiming(row: row)
  }

  func encode(to container: inout PersistenceContainer) throws {
    try timing.encode(to: &container)
    container[Columns.run] = run
  }
}

extension RankTiming: FetchableRecord, EncodableRecord {
  public static let databaseColumnDecodingStrategy = DatabaseColumnDecodingStrategy.convertFromSnakeCase
  public static let databaseColumnEncodingStrategy = DatabaseColumnEncodingStrategy.convertToSnakeCase
}

// A stage in JSON is a pair, because the order of stages counts; JSON has no NaN and no infinities, which become null.
extension Provenance.Stage: Codable {
  public init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    self.init(try pair.decode(String.self), try pair.decodeIfPresent(Double.self) ?? .nan)
  }

  public func encode(to encoder: any Encoder) throws {
    var pair = encoder.unkeyedContainer()
    try pair.encode(name)
    if seconds.isFinite { try pair.encode(seconds) } else { try pair.encodeNil() }
  }
}
