import Saliency

/// Everything that is stored of one item of a data set.
///
/// `provenance` tells when and where it was computed; all else depends only on the job, the model and the item, so
/// two sweeps of one job store equal outcomes whatever their number of ranks.
public struct ItemRecord: Sendable, Equatable {
  /// Position in the data set, from 0.
  public var index: Int
  /// Stable name of the item: its path relative to the data set's root, or `archive.tar/member`, or `#123`.
  public var id: String
  /// Ground-truth class, where the data set knows it.
  public var label: Int?
  public var outcome: Outcome
  public var provenance: Provenance

  public enum Outcome: Sendable, Equatable {
    case explained(ExplainedItem)
    case failed(ItemFailure)
  }

  public init(index: Int, id: String, label: Int?, outcome: Outcome, provenance: Provenance) {
    self.index = index
    self.id = id
    self.label = label
    self.outcome = outcome
    self.provenance = provenance
  }
}

/// Why an item has no explanation.
public struct ItemFailure: Sendable, Equatable {
  /// Machine-readable kind, counted in the report: `unreadable`, `unsupported`, `model`, `solver`, `crash`,
  /// `time-limit`, `memory-limit`.
  public var kind: String
  /// A sentence for the user.
  public var message: String

  public init(kind: String, message: String) {
    self.kind = kind
    self.message = message
  }
}

/// Where and how long: the part of a record that may differ between runs.
public struct Provenance: Sendable, Equatable {
  /// A step of an item's way and how long it took.
  public struct Stage: Sendable, Equatable {
    public var name: String
    public var seconds: Double

    public init(_ name: String, _ seconds: Double) {
      self.name = name
      self.seconds = seconds
    }
  }

  public var rank: Int
  /// Seconds per stage, in order: `decode`, `forward`, `attribution`, `solve`, ...
  public var stages: [Stage]

  public init(rank: Int, stages: [Stage]) {
    self.rank = rank
    self.stages = stages
  }
}

/// The model's answer for an item, and the explanations of it.
public struct ExplainedItem: Sendable, Equatable {
  /// The class that is explained.
  public var target: Int
  /// The class with the highest score.
  public var predicted: Int
  /// Probability of `target`.
  public var probability: Double
  /// One per method, in the job's order.
  public var explanations: [ExplanationRecord]
  /// Scores of the item itself, whatever explains it: `any-box.lss`.
  public var values: [NamedValue]
  /// The words, where the item is a sentence: maps and masks are then of height 1 with a column for each.
  public var sentence: SentenceRecord?
  /// The true object's pixels, where the data set knows them. A sentence has its rationale instead.
  public var truth: PixelMask?

  public init(
    target: Int, predicted: Int, probability: Double, explanations: [ExplanationRecord], values: [NamedValue] = [],
    sentence: SentenceRecord? = nil, truth: PixelMask? = nil
  ) {
    self.target = target
    self.predicted = predicted
    self.probability = probability
    self.explanations = explanations
    self.values = values
    self.sentence = sentence
    self.truth = truth
  }

  /// The explanations as tables show them, a column for each method and number: the item's own scores have no method
  /// and stand with the first one.
  public var tabulated: [ExplanationRecord] {
    guard !values.isEmpty, !explanations.isEmpty else { return explanations }
    var tabulated = explanations
    tabulated[0].values += values
    return tabulated
  }
}

/// The words of a sentence as the model saw them: without padding, and without what was cut off.
public struct SentenceRecord: Sendable, Equatable {
  public var words: [String]
  /// For each word whether people marked it as decisive; nil where the data set does not say.
  public var rationale: [Bool]?

  public init(words: [String], rationale: [Bool]? = nil) {
    precondition(rationale.map { $0.count == words.count } ?? true)
    self.words = words
    self.rationale = rationale
  }
}

/// What one method says about one item.
public struct ExplanationRecord: Sendable, Equatable {
  /// `smug`, `ig`, `sobol`, ...
  public var method: String
  /// For a mask: `optimal`, `feasible`, or `empty` where what it must keep is there with everything hidden. Nil for
  /// methods that prove nothing.
  public var status: String?
  /// Named numbers in a fixed order: mask cost and bound, number of constraints, IG points and delta, scores, ...
  public var values: [NamedValue]
  /// Saliency maps at the size of the model's input.
  public var maps: [SaliencyMapRecord]
  /// 0/1 masks over windows.
  public var masks: [MaskRecord]
  /// Numbers of the parts of an input, such as its regions or words.
  public var tables: [TableRecord]
  /// Images to look at: accepted variations of the item, for example.
  public var images: [ImageRecord]
  /// For other programs: a proof and what it is of, for example.
  public var files: [FileRecord]

  public init(
    method: String, status: String? = nil, values: [NamedValue] = [],
    maps: [SaliencyMapRecord] = [], masks: [MaskRecord] = [], tables: [TableRecord] = [],
    images: [ImageRecord] = [], files: [FileRecord] = []
  ) {
    self.method = method
    self.status = status
    self.values = values
    self.maps = maps
    self.masks = masks
    self.tables = tables
    self.images = images
    self.files = files
  }

  /// The mask that the method is about: it goes by the explanation's own name. Others are next best ones, or say something
  /// else, as what is `necessary`; they do not take its place where there is none.
  public var mask: MaskRecord? { masks.first { $0.name == method } }

  /// The number of this name.
  public subscript(value name: String) -> Double? { values[name] }
}

/// A saliency map by name.
public struct SaliencyMapRecord: Sendable, Equatable {
  public var name: String
  public var map: SaliencyMap

  public init(name: String, map: SaliencyMap) {
    self.name = name
    self.map = map
  }

  public init(name: String, height: Int, width: Int, values: [Float]) {
    self.init(name: name, map: SaliencyMap(height: height, width: width, values: values))
  }
}

/// Numbers of an input's parts: a row a part, a column a quantity.
public struct TableRecord: Sendable, Equatable {
  public var name: String
  /// Names of the columns and of the rows.
  public var columns: [String]
  public var rows: [String]
  /// Row-major.
  public var values: [Double]

  public init(name: String, columns: [String], rows: [String], values: [Double]) {
    precondition(values.count == rows.count * columns.count)
    self.name = name
    self.columns = columns
    self.rows = rows
    self.values = values
  }

  /// The number in a row and a named column; nil without that column.
  public func value(row: Int, column: String) -> Double? {
    columns.firstIndex(of: column).map { values[row * columns.count + $0] }
  }

  public static func == (a: TableRecord, b: TableRecord) -> Bool {
    a.name == b.name && a.columns == b.columns && a.rows == b.rows
      && a.values.map(\.bitPattern) == b.values.map(\.bitPattern)
  }
}

/// A mask by name.
public struct MaskRecord: Sendable, Equatable {
  public var name: String
  public var mask: WindowMask

  public init(name: String, mask: WindowMask) {
    self.name = name
    self.mask = mask
  }

  public init(name: String, height: Int, width: Int, window: Int, bits: [Bool]) {
    self.init(
      name: name, mask: WindowMask(grid: WindowGrid(height: height, width: width, window: window), bits: bits))
  }
}

/// A named image of bytes, row-major, its channels (1 or 3) side by side.
public struct ImageRecord: Sendable, Equatable {
  public var name: String
  public var height: Int
  public var width: Int
  public var channels: Int
  public var bytes: [UInt8]

  public init(name: String, height: Int, width: Int, channels: Int, bytes: [UInt8]) {
    precondition(bytes.count == height * width * channels)
    self.name = name
    self.height = height
    self.width = width
    self.channels = channels
    self.bytes = bytes
  }
}

/// A file by name, as other programs read it.
public struct FileRecord: Sendable, Equatable {
  public var name: String
  /// Stored as they are: compress them before.
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
