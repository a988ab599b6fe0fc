import Foundation
import Storing

/// An explained sentence in lines for a person at a terminal: the sentence with [kept] words in brackets, then a line a
/// word with the scores of every map.
struct SentenceText {
  let text: String

  init(_ sentence: SentenceRecord, _ explained: ExplainedItem) {
    let bits = explained.explanations.lazy.compactMap(\.mask).first?.mask.bits
    let maps = explained.explanations.flatMap(\.maps).filter { $0.map.values.count == sentence.words.count }
    var lines = ["words"]
    if let bits {
      lines.append("  " + zip(sentence.words, bits).map { $1 ? "[\($0)]" : $0 }.joined(separator: " "))
    }
    let width = max(12, sentence.words.map(\.count).max() ?? 0)
    lines.append("  " + Self.padded("", width) + maps.map { Self.left($0.name) }.joined())
    for (position, word) in sentence.words.enumerated() {
      lines.append(
        "  " + Self.padded(word, width)
          + maps.map { Self.left(String(format: "%.4f", $0.map.values[position])) }.joined())
    }
    text = lines.joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func left(_ text: String) -> String {
    " " + String(repeating: " ", count: max(0, 14 - text.count)) + text
  }
}
