/// What people should know of an explanation method, declared beside it and stored with a run, so that tables and
/// reports need no list of methods of their own.
public struct MethodDescription: Sendable, Equatable {
  /// What a method asks of the model.
  public enum Need: String, Sendable, Codable {
    /// Gradients and layers: an ONNX network.
    case gradients
    /// Scores alone: any model, programs too.
    case scores
  }

  /// A saliency map that the method writes.
  public struct Output: Sendable, Equatable, Codable {
    /// Its name in records: `smug-base`.
    public var key: String
    /// Its name in tables: `SMUG base`.
    public var name: String

    public init(_ key: String, _ name: String) {
      self.key = key
      self.name = name
    }
  }

  /// A number that the method's records hold of an item.
  public struct Quantity: Sendable, Equatable, Codable {
    /// Its name in records: `interaction-share`.
    public var key: String
    /// What it is, for people.
    public var title: String

    public init(_ key: String, _ title: String) {
      self.key = key
      self.title = title
    }
  }

  /// A section of the report that a method's records fill, besides those that all methods share.
  public enum Section: String, Sendable, Codable {
    /// Sobol indices of regions and their groups: values with an error each (`NAME` and `NAME-error`), and tables
    /// `regions`, `groups`, `parts` and `pairs`.
    case regions
    /// Alternatives of the salient region that the model takes for the same: images, and a table with a row for each.
    case variations
  }

  /// The name in job files and records: `grad-cam`.
  public var key: String
  /// The name in tables: `Grad-CAM`.
  public var name: String
  /// Place in tables, ascending: masks first, then gradients, then perturbation; from 900 on maps that know nothing of
  /// the model. Equal ranks are ordered by name.
  public var rank: Int
  public var need: Need
  /// Whether it explains sentences as well as images.
  public var servesSentences: Bool
  /// The maps that it writes, the most important first. Its mask goes by the method's own name.
  public var outputs: [Output]
  /// What its mask is, after "A mask is the smallest part of an image that": `alone makes the model decide the same`;
  /// nil where it gives none.
  public var maskMeaning: String?
  /// Whether it is the established method that a run's leading map is held against.
  public var isReference: Bool
  public var section: Section?
  /// Numbers that its section of the report names and shows first, in that order.
  public var quantities: [Quantity]
  /// Scores that it computes of its own masks or maps, besides those of the job's list.
  public var scores: [ScoreDescription]
  /// Where it is published.
  public var source: String

  public init(
    key: String, name: String, rank: Int, need: Need, servesSentences: Bool, outputs: [Output],
    maskMeaning: String? = nil, isReference: Bool = false, section: Section? = nil, quantities: [Quantity] = [],
    scores: [ScoreDescription] = [], source: String = ""
  ) {
    self.key = key
    self.name = name
    self.rank = rank
    self.need = need
    self.servesSentences = servesSentences
    self.outputs = outputs
    self.maskMeaning = maskMeaning
    self.isReference = isReference
    self.section = section
    self.quantities = quantities
    self.scores = scores
    self.source = source
  }
}

extension MethodDescription: Codable {
  /// Reads what was stored, also by a version that described less.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      key: try fields.decode(String.self, forKey: .key), name: try fields.decode(String.self, forKey: .name),
      rank: try fields.decode(Int.self, forKey: .rank), need: try fields.decode(Need.self, forKey: .need),
      servesSentences: try fields.decode(Bool.self, forKey: .servesSentences),
      outputs: try fields.decode([Output].self, forKey: .outputs),
      maskMeaning: try fields.decodeIfPresent(String.self, forKey: .maskMeaning),
      isReference: try fields.decodeIfPresent(Bool.self, forKey: .isReference) ?? false,
      section: try fields.decodeIfPresent(Section.self, forKey: .section),
      quantities: try fields.decodeIfPresent([Quantity].self, forKey: .quantities) ?? [],
      scores: try fields.decodeIfPresent([ScoreDescription].self, forKey: .scores) ?? [],
      source: try fields.decodeIfPresent(String.self, forKey: .source) ?? "")
  }
}
