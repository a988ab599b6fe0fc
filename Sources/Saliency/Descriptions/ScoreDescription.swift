/// What people should know of a score of explanations, declared beside it and stored with a run.
public struct ScoreDescription: Sendable, Equatable, Codable {
  /// Which values are good.
  public enum Direction: String, Sendable, Codable { case higher, lower, neither }

  /// What a score judges by; a part of the report's tables.
  public enum Family: String, Sendable, Codable, CaseIterable {
    case truth, faithfulness, form
  }

  /// What a score is of.
  public enum Subject: String, Sendable, Codable { case map, mask, item }

  /// The name in records, after the subject's: `lss`.
  public var key: String
  /// The name in tables: `Log saliency score`.
  public var name: String
  public var family: Family
  public var direction: Direction
  public var subjects: [Subject]
  /// Whether it has a meaning for sentences as well as images.
  public var servesSentences: Bool
  /// Passes through the model for one subject of one item.
  public var passes: Int
  /// What it measures, in a sentence or two.
  public var explanation: String
  /// Where it is published.
  public var source: String

  public init(
    key: String, name: String, family: Family, direction: Direction, subjects: [Subject], servesSentences: Bool = true,
    passes: Int = 0, explanation: String, source: String = ""
  ) {
    self.key = key
    self.name = name
    self.family = family
    self.direction = direction
    self.subjects = subjects
    self.servesSentences = servesSentences
    self.passes = passes
    self.explanation = explanation
    self.source = source
  }
}
