import Datasets
import Foundation

/// A file of sentences, as its first record shows it: where the sentence, its label and the words that people marked stand.
struct SentenceFile: Sendable, Equatable {
  var url: URL
  var content: TextSource.Content
  var label: String?
  /// A field that may hold the words that people marked as decisive.
  var marks: String?

  private static let textFields = ["text", "sentence", "review", "content", "body", "comment", "tweet"]
  private static let wordFields = ["words", "tokens"]
  private static let idFields = ["ids", "input_ids", "token_ids"]
  private static let labelFields = ["label", "class", "target", "category", "sentiment"]

  /// - Returns: nil where the file holds no sentences that are recognised.
  init?(at url: URL) {
    self.url = url
    guard let data = try? Data(contentsOf: url, options: .mappedIfSafe),
      let line = data.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first
    else { return nil }
    if url.pathExtension.lowercased() == "csv" {
      let columns = String(decoding: line, as: UTF8.self).split(separator: ",").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"\r"))
      }
      guard let text = Self.textFields.first(where: columns.contains) else { return nil }
      content = .text(field: text)
      label = Self.labelFields.first(where: columns.contains)
      return
    }
    guard let record = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else { return nil }
    if let text = Self.textFields.first(where: { record[$0] is String }) {
      content = .text(field: text)
    } else if let words = Self.wordFields.first(where: { record[$0] is [String] }) {
      content = .words(field: words)
    } else if let ids = Self.idFields.first(where: { record[$0] is [Int] }) {
      content = .ids(field: ids)
    } else {
      return nil
    }
    label = Self.labelFields.first { record[$0] is String || record[$0] is NSNumber }
    marks = record.keys.sorted().first { (record[$0] as? [[Int]])?.allSatisfy { $0.count == 2 } == true }
  }

  /// As a job reads it.
  func source(vocabulary: URL, tokenization: Tokenization, classes: URL?) -> TextSource {
    TextSource(
      file: url.path, vocabulary: vocabulary.path, tokenization: tokenization, content: content, labelField: label,
      classes: classes?.path)
  }
}
