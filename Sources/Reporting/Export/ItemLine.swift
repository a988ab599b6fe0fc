import Storing

/// One item as a line of JSON. Numbers that JSON cannot hold (NaN, infinities) are left out.
struct ItemLine: Encodable {
  struct Mask: Encodable {
    var name: String
    var height: Int
    var width: Int
    var window: Int
    /// One character per window, row by row: 1 kept, 0 hidden.
    var bits: String
  }

  struct Table: Encodable {
    var name: String
    var columns: [String]
    var rows: [String]
    /// A list per row; null where a number is none.
    var values: [[Double?]]

    init(_ table: TableRecord) {
      name = table.name
      columns = table.columns
      rows = table.rows
      values = table.rows.indices.map { row in
        table.columns.indices.map { column in
          let value = table.values[row * table.columns.count + column]
          return value.isFinite ? value : nil
        }
      }
    }
  }

  struct Explanation: Encodable {
    var method: String
    var status: String?
    var values: [String: Double]
    var masks: [Mask]
    /// Names of the maps, whose numbers are in the `.npy` export.
    var maps: [String]
    /// Numbers of the input's parts; absent without any.
    var tables: [Table]?
  }

  var index: Int
  var path: String
  var label: Int?
  var labelName: String?
  var target: Int?
  var predicted: Int?
  var probability: Double?
  var explanations: [Explanation]?
  /// The words of a sentence, and which of them people marked.
  var words: [String]?
  var rationale: String?
  var failure: String?
  var message: String?
  var rank: Int
  var seconds: [String: Double]

  init(_ record: ItemRecord, _ classNames: [String]) {
    index = record.index
    path = record.id
    label = record.label
    labelName = record.label.flatMap { classNames.indices.contains($0) ? classNames[$0] : nil }
    rank = record.provenance.rank
    seconds = Dictionary(record.provenance.stages.map { ($0.name, $0.seconds) }, uniquingKeysWith: +)
    failure = record.failure?.kind
    message = record.failure?.message
    guard let explained = record.explained else { return }
    target = explained.target
    predicted = explained.predicted
    probability = explained.probability.isFinite ? explained.probability : nil
    words = explained.sentence?.words
    rationale = explained.sentence?.rationale.map { String($0.map { $0 ? "1" : "0" }) }
    explanations = explained.tabulated.map { explanation in
      Explanation(
        method: explanation.method, status: explanation.status,
        values: Dictionary(
          explanation.values.filter { $0.value.isFinite }.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
        masks: explanation.masks.map {
          Mask(
            name: $0.name, height: $0.mask.grid.height, width: $0.mask.grid.width, window: $0.mask.grid.window,
            bits: String($0.mask.bits.map { $0 ? "1" : "0" }))
        }, maps: explanation.maps.map(\.name),
        tables: explanation.tables.isEmpty ? nil : explanation.tables.map(Table.init))
    }
  }
}
