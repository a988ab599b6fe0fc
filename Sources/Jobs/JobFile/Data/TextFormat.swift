import Datasets
import Foundation

/// `text`: sentences.
enum TextFormat: DataFormat {
  static let key = "text"

  static func source(
    _ value: YAMLValue, beside keys: inout YAMLMapping, folder base: URL
  ) throws(JobFileError) -> DataSettings.Source {
    .sentences(try TextSource(value, folder: base))
  }
}

extension TextSource {
  /// `{file, vocabulary, text | words | ids, label, id, rationale, classes, tokenization}`.
  init(_ value: YAMLValue, folder base: URL) throws(JobFileError) {
    var keys = try value.mapping()
    let text = keys.optional("text")
    let words = keys.optional("words")
    let ids = keys.optional("ids")
    guard [text, words, ids].count(where: { $0 != nil }) <= 1 else {
      throw value.error("data.text has several of text, words and ids; a sentence is read from one field")
    }
    let content: Content =
      if let words { .words(field: try words.string()) } else if let ids { .ids(field: try ids.string()) } else {
        .text(field: try text?.string() ?? "text")
      }
    self.init(
      file: try keys.required("file").path(relativeTo: base),
      vocabulary: try keys.required("vocabulary").path(relativeTo: base),
      tokenization: try Tokenization(keys.required("tokenization")), content: content,
      labelField: try keys.optional("label")?.string(), idField: try keys.optional("id")?.string(),
      rationaleField: try keys.optional("rationale")?.string(),
      classes: try keys.optional("classes")?.path(relativeTo: base))
    try keys.finish()
  }
}

extension Tokenization {
  /// `{length, lowercase, split, padding, padding-side, unknown}`; `split` is `whitespace`, `english` or
  /// `{pattern: REGEX}`, `unknown` a word or `none`.
  init(_ value: YAMLValue) throws(JobFileError) {
    var keys = try value.mapping()
    self.init(length: try keys.required("length").int(in: 1...4096))
    if let lowercase = keys.optional("lowercase") { lowercases = try lowercase.bool() }
    if let split = keys.optional("split") { splitting = try Splitting(split) }
    if let padding = keys.optional("padding") { self.padding = try padding.string() }
    if let side = keys.optional("padding-side") { paddingSide = try side.choice() }
    if let unknown = keys.optional("unknown") {
      let word = try unknown.string()
      self.unknown = word == "none" ? nil : word
    }
    try keys.finish()
  }
}

extension Tokenization.Splitting {
  fileprivate init(_ value: YAMLValue) throws(JobFileError) {
    if value.isMapping {
      var keys = try value.mapping()
      self = .pattern(try keys.required("pattern").string())
      try keys.finish()
      return
    }
    switch try value.string() {
    case "whitespace": self = .whitespace
    case "english": self = .pattern(Tokenization.englishWords)
    case let other: throw value.unknownChoice(other, valid: ["whitespace", "english", "{pattern: REGEX}"])
    }
  }
}
