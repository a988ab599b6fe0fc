import Foundation

/// Sentences in a JSON Lines file (an object a line) or a CSV file (with a header), with a vocabulary.
public struct TextSource: Sendable, Codable, Equatable {
  /// Read as CSV if it ends in `.csv`, else as JSON Lines.
  public var file: String
  /// Line n (from 0) is the word of id n.
  public var vocabulary: String
  public var tokenization: Tokenization
  /// Where a sentence stands in its object or row.
  public var content: Content
  /// Field of the label, a number from 0 or a name of `classes`; nil takes a field named `label` where there is one.
  public var labelField: String?
  /// Field of a stable name; nil takes `id` where there is one, else `#123`.
  public var idField: String?
  /// Field of the words that people marked as decisive: an array of [from, to) pairs of word positions from 0, or one
  /// 0 or 1 per word.
  public var rationaleField: String?
  public var classes: String?

  public enum Content: Sendable, Codable, Equatable {
    /// A field with the text, to be tokenised.
    case text(field: String)
    /// A field with an array of words (in CSV: separated by blanks), to be looked up only.
    case words(field: String)
    /// A field with an array of ids (in CSV: separated by blanks).
    case ids(field: String)
  }

  public init(
    file: String, vocabulary: String, tokenization: Tokenization, content: Content = .text(field: "text"),
    labelField: String? = nil, idField: String? = nil, rationaleField: String? = nil, classes: String? = nil
  ) {
    self.file = file
    self.vocabulary = vocabulary
    self.tokenization = tokenization
    self.content = content
    self.labelField = labelField
    self.idField = idField
    self.rationaleField = rationaleField
    self.classes = classes
  }

  /// Opens the data set; relative paths start at `base`.
  public func open(relativeTo base: URL) throws(DatasetError) -> TextDataset { try TextDataset(self, base: base) }
}

/// One sentence of a data set.
public struct Sentence: Sendable, Equatable {
  /// The text as it stands in the file; nil where only words or ids are given.
  public var text: String?
  public var tokens: TokenSequence
  /// For each of `tokens.words` whether people marked it as decisive; nil where the data set does not say.
  public var rationale: [Bool]?
}
