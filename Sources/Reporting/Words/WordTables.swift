import Foundation
import Storing

/// `words.csv`: a line for each word of each sentence, with the mask and every map. The file is made when the first
/// sentence comes.
///
/// Columns are `index`, `path`, `position`, `word`, `kept`, `rationale`, then the maps of the first sentence by name.
final class WordTable {
  static let fileName = "words.csv"
  private let url: URL
  private var file: BufferedFile?
  private var maps: [String] = []

  init(url: URL) { self.url = url }

  var isWritten: Bool { file != nil }

  func append(_ record: ItemRecord) throws {
    guard let explained = record.explained, let sentence = explained.sentence else { return }
    if file == nil {
      maps = explained.maps.map(\.name)
      file = try BufferedFile(url: url)
      let columns = ["index", "path", "position", "word", "kept", "rationale"] + maps
      try file?.write(columns.map(csvField).joined(separator: ",") + "\n")
    }
    let values = maps.map { name in explained.maps.first { $0.name == name }?.map.values }
    for (position, word) in sentence.words.enumerated() {
      var fields = [
        "\(record.index)", record.id, "\(position)", word, explained.mask.map { $0.bits[position] ? "1" : "0" } ?? "",
        sentence.rationale.map { $0[position] ? "1" : "0" } ?? "",
      ]
      fields += values.map { csvNumber($0.map { Double($0[position]) }) }
      try file?.write(fields.map(csvField).joined(separator: ",") + "\n")
    }
  }

  func close() throws { try file?.close() }
}

/// `kept-words.csv`: a line for each class and each word in its masks, with counts and lift.
enum KeptWordTable {
  static let fileName = "kept-words.csv"

  static func write(_ statistics: WordStatistics, to url: URL, className: (Int) -> String) throws {
    let file = try BufferedFile(url: url)
    let columns = [
      "class", "class_name", "word", "masks", "sentences", "kept", "occurrences", "kept_share", "lift", "class_lift",
      "log_likelihood_ratio",
    ]
    try file.write(columns.joined(separator: ",") + "\n")
    for group in statistics.classes.keys.sorted() {
      for word in statistics.keptWords(of: group) {
        let fields = [
          "\(group)", className(group), word.word, "\(word.counts.keptSentences)", "\(word.counts.sentences)",
          "\(word.counts.kept)", "\(word.counts.occurrences)", csvNumber(word.keptShare), csvNumber(word.lift),
          csvNumber(word.classLift), csvNumber(word.strength),
        ]
        try file.write(fields.map(csvField).joined(separator: ",") + "\n")
      }
    }
    try file.close()
  }
}
