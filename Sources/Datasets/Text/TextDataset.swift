import Foundation

/// A collection of labelled sentences. May be used from several threads at once.
///
/// The file is mapped and read line by line; in memory are only the places of the lines.
public struct TextDataset: ItemCollection {
  public let tokenizer: Tokenizer
  public let classNames: [String]
  private let source: TextSource
  private let records: TextRecords
  private let classes: ClassList?

  init(_ source: TextSource, base: URL) throws(DatasetError) {
    try self.init(source, base: base, records: try TextRecords(contentsOf: base.resolving(source.file)))
  }

  /// A data set of one sentence, tokenised as those of a source.
  public init(sentence: String, as source: TextSource, relativeTo base: URL) throws(DatasetError) {
    var single = source
    single.content = .text(field: "text")
    (single.labelField, single.idField, single.rationaleField) = (nil, nil, nil)
    guard let line = try? JSONEncoder().encode(["id": "sentence", "text": sentence]) else {
      throw DatasetError(.invalid, "the sentence", "cannot be written as JSON")
    }
    try self.init(single, base: base, records: try TextRecords(line, name: "the sentence", isTable: false))
  }

  private init(_ source: TextSource, base: URL, records: TextRecords) throws(DatasetError) {
    self.source = source
    self.records = records
    tokenizer = try Tokenizer(source.tokenization, vocabularyFile: base.resolving(source.vocabulary))
    if let file = source.classes { classes = try ClassList(contentsOf: base.resolving(file)) } else { classes = nil }
    classNames = classes?.names ?? []
    guard records.count > 0 else {
      throw DatasetError(.invalid, base.resolving(source.file).path, "holds no sentences")
    }
    // A misspelt field is told at once, not as a failure of every item.
    _ = try sentence(at: 0)
    _ = try item(0)
  }

  public var count: Int { records.count }

  public func item(_ position: Int) throws(DatasetError) -> DatasetItem {
    precondition((0..<count).contains(position), "item \(position) of \(count)")
    let record = try records.record(position)
    let id = try record.string(source.idField ?? "id", required: source.idField != nil)
    let label = try record.string(source.labelField ?? "label", required: source.labelField != nil)
    return DatasetItem(
      index: position, id: id ?? "#\(position)",
      label: try label.map { text throws(DatasetError) in
        try ImageTable.label(text, classList: classes, place: record.place)
      })
  }

  /// The sentence of an item of this data set.
  public func sentence(of item: DatasetItem) throws(DatasetError) -> Sentence { try sentence(at: item.index) }

  private func sentence(at index: Int) throws(DatasetError) -> Sentence {
    let record = try records.record(index)
    var text: String?
    let tokens: TokenSequence
    switch source.content {
    case .text(let field):
      let value = try record.string(field, required: true) ?? ""
      text = value
      tokens = try tokenizer.tokens(tokenizer.words(of: value), place: record.place)
    case .words(let field): tokens = try tokenizer.tokens(try record.strings(field), place: record.place)
    case .ids(let field): tokens = try tokenizer.tokens(ids: try record.integers(field), place: record.place)
    }
    var rationale: [Bool]?
    if let field = source.rationaleField { rationale = try record.marks(field, count: tokens.words.count) }
    return Sentence(text: text, tokens: tokens, rationale: rationale)
  }
}
