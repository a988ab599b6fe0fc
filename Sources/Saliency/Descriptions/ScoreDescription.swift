/// What people should know of a score of explanations, declared beside it and stored with a run.
public struct ScoreDescription: Sendable, Equatable {
  /// Which values are good.
  public enum Direction: String, Sendable, Codable { case higher, lower, neither }

  /// What a score judges by; a part of the report's tables.
  public enum Family: String, Sendable, Codable, CaseIterable {
    case truth, faithfulness, form

    /// The heading of its table.
    public var title: String {
      switch self {
      case .truth: "Against the true object"
      case .faithfulness: "Faithfulness to the model"
      case .form: "Form of the map"
      }
    }
  }

  /// What a score is of.
  public enum Subject: String, Sendable, Codable { case map, mask, item }

  /// The name in records, after the subject's: `lss`. Of an item's score the whole name: `any-box.lss`.
  public var key: String
  /// The name in tables: `Log saliency score`. Of an item's score the name of what stands beside the maps: `Best of all
  /// boxes`.
  public var name: String
  public var family: Family
  public var direction: Direction
  public var subjects: [Subject]
  /// Whether it has a meaning for images, and for sentences.
  public var servesImages: Bool
  public var servesSentences: Bool
  /// Place in tables, ascending; equal ranks keep the order in which scores are declared.
  public var rank: Int
  /// Whether it only says more of another score, as the sides of the best crop do; such numbers stay out of tables.
  public var isDetail: Bool
  /// Passes through the model for one subject of one item, at most; not those that it shares with a score declared
  /// before it.
  public var passes: Int
  /// What it measures, in a sentence that fits a table's head.
  public var explanation: String
  /// How it is measured, where that takes more words; for the documentation.
  public var details: String
  /// Where it is published.
  public var source: String
  /// What it measures, whatever stands for removed pixels: `insertion` of `insertion-zero`. Scores of one measure differ in
  /// ``fill`` alone.
  public var measure: String
  /// What stands for removed pixels, where the key names it: `zero`.
  public var fill: String?
  /// Passes through the model for an item, at most, that all its maps or masks share.
  public var sharedPasses: Int

  public init(
    key: String, name: String, family: Family, direction: Direction, subjects: [Subject], servesImages: Bool = true,
    servesSentences: Bool = true, rank: Int = 100, isDetail: Bool = false, passes: Int = 0, sharedPasses: Int = 0,
    explanation: String, details: String = "", source: String = ""
  ) {
    self.key = key
    self.name = name
    self.family = family
    self.direction = direction
    self.subjects = subjects
    self.servesImages = servesImages
    self.servesSentences = servesSentences
    self.rank = rank
    self.isDetail = isDetail
    self.passes = passes
    self.explanation = explanation
    self.details = details
    self.source = source
    measure = key
    self.sharedPasses = sharedPasses
  }

  /// The same score with `fill` in place of removed pixels: `insertion` becomes `insertion-zero`.
  public func filled(with fill: RemovalFill) -> ScoreDescription {
    var filled = self
    filled.key = "\(key)-\(fill)"
    filled.name = "\(name) (\(fill))"
    filled.measure = key
    filled.fill = fill.description
    filled.servesSentences = servesSentences && fill.servesSentences
    return filled
  }

  /// A score that nothing describes: shown under its own name, without a good direction.
  public init(unknown key: String) {
    self.init(key: key, name: key, family: .form, direction: .neither, subjects: [], rank: .max, explanation: "")
  }
}

extension ScoreDescription: Codable {
  /// Reads what was stored, also by a version that described less.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      key: try fields.decode(String.self, forKey: .key), name: try fields.decode(String.self, forKey: .name),
      family: try fields.decode(Family.self, forKey: .family),
      direction: try fields.decode(Direction.self, forKey: .direction),
      subjects: try fields.decode([Subject].self, forKey: .subjects),
      servesImages: try fields.decodeIfPresent(Bool.self, forKey: .servesImages) ?? true,
      servesSentences: try fields.decodeIfPresent(Bool.self, forKey: .servesSentences) ?? true,
      rank: try fields.decodeIfPresent(Int.self, forKey: .rank) ?? 100,
      isDetail: try fields.decodeIfPresent(Bool.self, forKey: .isDetail) ?? false,
      passes: try fields.decodeIfPresent(Int.self, forKey: .passes) ?? 0,
      sharedPasses: try fields.decodeIfPresent(Int.self, forKey: .sharedPasses) ?? 0,
      explanation: try fields.decodeIfPresent(String.self, forKey: .explanation) ?? "",
      details: try fields.decodeIfPresent(String.self, forKey: .details) ?? "",
      source: try fields.decodeIfPresent(String.self, forKey: .source) ?? "")
    measure = try fields.decodeIfPresent(String.self, forKey: .measure) ?? key
    fill = try fields.decodeIfPresent(String.self, forKey: .fill)
  }
}
