import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct TokenizerTests {
  static let vocabulary = ["<pad>", "<unk>", "do", "n't", "see", "it", "'s", "o", ",", "?"]

  private func tokenizer(_ settings: Tokenization) throws -> Tokenizer {
    try Tokenizer(settings, vocabulary: Self.vocabulary, place: "vocab.txt")
  }

  @Test func englishWords() throws {
    let tokenizer = try tokenizer(Tokenization(splitting: .pattern(Tokenization.englishWords), length: 8))
    #expect(
      tokenizer.words(of: "Don't 'see' -- It's (O'Neill's), Último?")
        == ["do", "n't", "see", "it", "'s", "o", "neill", "'s", ",", "ltimo", "?"])
    let tokens = try tokenizer.tokens(tokenizer.words(of: "don't SEE that"), place: "x")
    #expect(tokens == TokenSequence(words: ["do", "n't", "see", "that"], start: 0, ids: [2, 3, 4, 1, 0, 0, 0, 0]))
  }

  @Test func paddingAndCutting() throws {
    let left = try tokenizer(Tokenization(length: 3, paddingSide: .left))
    #expect(try left.tokens(["see"], place: "") == TokenSequence(words: ["see"], start: 2, ids: [0, 0, 4]))
    #expect(try left.tokens(["see"], place: "").wordRange == 2..<3)
    #expect(try left.tokens(["see", "it", "do", "it"], place: "").ids == [4, 5, 2])
    #expect(try left.tokens(ids: [0, 0, 4, 5], place: "").words == ["see", "it"])
    let whitespace = try tokenizer(Tokenization(lowercases: false, length: 2))
    #expect(whitespace.words(of: " See\tit\n,it ") == ["See", "it", ",it"])
  }

  @Test func contradictionsAreErrors() throws {
    #expect(throws: DatasetError.self) { try tokenizer(Tokenization(length: 0)) }
    #expect(throws: DatasetError.self) { try tokenizer(Tokenization(length: 2, padding: "[PAD]")) }
    #expect(throws: DatasetError.self) { try tokenizer(Tokenization(length: 2, unknown: "[UNK]")) }
    #expect(throws: DatasetError.self) { try tokenizer(Tokenization(splitting: .pattern("("), length: 2)) }
    #expect { try Tokenizer(Tokenization(length: 1), vocabulary: ["<pad>", "a", "a"], place: "v") } throws: {
      "\($0)".contains("v:3")
    }
    let strict = try tokenizer(Tokenization(length: 2, unknown: nil))
    #expect { try strict.tokens(["nowhere"], place: "file:7") } throws: { "\($0)".contains("file:7") }
    #expect(throws: DatasetError.self) { try strict.tokens(ids: [10], place: "") }
  }
}

@Suite struct TextDatasetTests {
  private func open(
    _ name: String, _ text: String, _ content: TextSource.Content = .text(field: "text"), label: String? = nil,
    rationale: String? = nil
  ) throws -> TextDataset {
    let folder = try TemporaryFolder()
    try folder.write(name, text)
    try folder.write("vocab.txt", TokenizerTests.vocabulary.joined(separator: "\n") + "\n")
    try folder.write("classes.txt", "bad\ngood\n")
    return try TextSource(
      file: name, vocabulary: "vocab.txt", tokenization: Tokenization(length: 4), content: content, labelField: label,
      rationaleField: rationale, classes: "classes.txt"
    ).open(relativeTo: folder.url)
  }

  @Test func jsonLines() throws {
    let dataset = try open(
      "a.jsonl",
      """
      {"id": "x1", "text": "do see it", "label": 1, "why": [[1, 2]]}

      {"id": 7, "text": "it", "label": "bad", "why": [1]}
      {"text": "", "label": null}
      """, rationale: "why")
    #expect(
      try items(dataset) == [
        DatasetItem(index: 0, id: "x1", label: 1), DatasetItem(index: 1, id: "7", label: 0),
        DatasetItem(index: 2, id: "#2", label: nil),
      ])
    let sentences = try items(dataset).map { try dataset.sentence(of: $0) }
    #expect(sentences.map(\.tokens.ids) == [[2, 4, 5, 0], [5, 0, 0, 0], [0, 0, 0, 0]])
    #expect(sentences.map(\.rationale) == [[false, true, false], [true], nil])
    #expect(sentences[0].text == "do see it")
  }

  @Test func tables() throws {
    let dataset = try open("a.csv", "text,class\n\"do\nit, see\",good\nit,0\n", label: "class")
    #expect(try items(dataset).map(\.label) == [1, 0])
    #expect(try dataset.sentence(of: try dataset.item(0)).tokens.words == ["do", "it,", "see"])
    #expect(try dataset.sentence(of: try dataset.item(1)).tokens.ids == [5, 0, 0, 0])
    let ids = try open("a.csv", "ids\n2 3 0 0\n", .ids(field: "ids"))
    #expect(try ids.sentence(of: try ids.item(0)).tokens.words == ["do", "n't"])
    let words = try open("a.jsonl", "{\"w\": [\"do\", \"what\"]}", .words(field: "w"))
    #expect(try words.sentence(of: try words.item(0)).tokens.ids == [2, 1, 0, 0])
  }

  @Test(arguments: [
    ("a.jsonl", "", "no sentences"), ("a.jsonl", "{\"txt\": \"a\"}", "no field \"text\""),
    ("a.jsonl", "\n{\"text\": ", "a.jsonl:2"), ("a.jsonl", "{\"text\": [1]}", "neither text"),
    ("a.jsonl", "{\"text\": \"a\", \"label\": \"ugly\"}", "ugly"), ("a.csv", "", "header"),
    ("a.csv", "txt\na\n", "no field"),
  ])
  func badFiles(name: String, text: String, message: String) {
    #expect { try open(name, text) } throws: { "\($0)".contains(message) }
  }

  /// The words and ids that a real network was trained on.
  @Test(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
  func sentencePolarity() throws {
    let folder = SharedData.folder.appending(path: "text")
    let tokenization = Tokenization(splitting: .pattern(Tokenization.englishWords), length: 40)
    let source = TextSource(file: "test200.jsonl", vocabulary: "vocab.txt", tokenization: tokenization)
    let dataset = try source.open(relativeTo: folder)
    var ready = source
    ready.content = .ids(field: "ids")
    let given = try ready.open(relativeTo: folder)
    ready.content = .words(field: "tokens")
    let split = try ready.open(relativeTo: folder)
    #expect(dataset.count == 200)
    for item in try items(dataset) {
      let tokens = try dataset.sentence(of: item).tokens
      #expect(tokens.ids == (try given.sentence(of: item).tokens.ids))
      #expect(tokens == (try split.sentence(of: item).tokens))
    }
    #expect(try items(dataset).count { $0.label == 1 } == 100)
  }
}
