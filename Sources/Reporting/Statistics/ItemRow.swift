import Saliency
import Scoring
import Storing

/// The few numbers that statistics, charts and outliers need of one explained item.
struct ItemRow: Sendable {
  var index: Int
  var id: String
  var label: Int?
  var predicted: Int
  var target: Int
  var probability: Double
  var isCorrect: Bool?
  var status: String?
  /// Kept share of the pixels.
  var area: Double?
  var shape: MaskShape?
  /// Where the mask lies beside the true object, where both are known.
  var onObject: ObjectOverlap?
  /// Every number of the record: `METHOD.NAME`, a score under its own name (`MAP.SCORE`), `seconds.STAGE`.
  var values: [String: Double]
  /// The mask on the grid of the classes.
  var mask: [UInt32]?

  /// Number of words, where the item is a sentence.
  var wordCount: Int?
  /// Kept words of a sentence, with dots for what is left out.
  var keptText: String?

  var isSentence: Bool { wordCount != nil }

  /// The class the item is filed under.
  var group: Int { label ?? predicted }

  /// Does the prediction survive when only the mask is shown? By the leading mask's first sufficiency test, else by its
  /// certificate check.
  var survives: Bool?
}

extension ItemRow {
  init?(_ record: ItemRecord, gridSide: Int) {
    guard let explained = record.explained else { return nil }
    index = record.index
    id = record.id
    label = record.label
    predicted = explained.predicted
    target = explained.target
    probability = explained.probability
    isCorrect = record.isCorrect
    status = explained.leading?.status
    area = explained.keptShare
    shape = explained.mask.map(MaskShape.init)
    onObject = explained.truth.flatMap { truth in explained.mask.flatMap { ObjectOverlap($0, truth: truth) } }
    mask = explained.sentence == nil ? explained.mask.map { $0.cells(side: gridSide) } : nil
    wordCount = explained.sentence?.words.count
    keptText = explained.mask == nil ? nil : SentenceView(explained)?.keptText
    values = [:]
    for stage in record.provenance.stages { values["seconds.\(stage.name)"] = stage.seconds }
    for explanation in explained.tabulated {
      for value in explanation.values where value.value.isFinite {
        values[ScoreName.column(method: explanation.method, value: value.name)] = value.value
      }
    }
    let tests = MaskTests.fills.map(MaskTestScores.kept) + [PredictionCheckScores.keepsFloat]
    survives = tests.lazy.compactMap { explained.leading?[value: "mask.\($0.key)"] }.first.map { $0 > 0.5 }
  }
}

extension WindowMask {
  func cells(side: Int) -> [UInt32] {
    // The last row and column of windows may be cut off; on the scale of the grid that does not show.
    UnitGrid.cells(rows: grid.rows, columns: grid.columns, side: side) { bits[$0 * grid.columns + $1] ? 1 : 0 }
  }
}

extension SaliencyMap {
  /// The map on a grid, positive values divided by the largest.
  func cells(side: Int) -> [UInt32] {
    let top = Double(values.lazy.filter(\.isFinite).max() ?? 0)
    return UnitGrid.cells(rows: height, columns: width, side: side) { row, column in
      let value = Double(values[row * width + column])
      return top > 0 && value > 0 ? value / top : 0
    }
  }
}
