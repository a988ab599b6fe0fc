import Foundation
import Storing

/// A sentence as a card shows it: once with what the mask keeps, and once for each map with words on a ground as strong as
/// their scores.
struct SentenceView {
  struct Word {
    var text: String
    var isKept: Bool
    /// Did people mark it?
    var isMarked: Bool
    /// For each map, -1 through 1: the score divided by the map's largest absolute one.
    var strengths: [Double]
  }

  var words: [Word]
  var hasMask: Bool
  var mapNames: [String]

  init?(_ explained: ExplainedItem) {
    guard let sentence = explained.sentence else { return nil }
    let count = sentence.words.count
    let mask = explained.mask.flatMap { $0.bits.count == count ? $0.bits : nil }
    let maps = explained.maps.filter { $0.map.values.count == count }.prefix(Gallery.mapsPerCard)
    hasMask = mask != nil
    mapNames = maps.map(\.name)
    let strengths = maps.map { map in
      let largest = map.map.values.lazy.filter(\.isFinite).map(abs).max() ?? 0
      return map.map.values.map { largest > 0 && $0.isFinite ? Double($0 / largest) : 0 }
    }
    words = sentence.words.indices.map { index in
      Word(
        text: sentence.words[index], isKept: mask?[index] ?? false, isMarked: sentence.rationale?[index] ?? false,
        strengths: strengths.map { $0[index] })
    }
  }

  /// The kept words, with dots for what is left out between them.
  var keptText: String {
    var parts: [String] = []
    for word in words {
      if word.isKept { parts.append(word.text) } else if parts.last != "…" { parts.append("…") }
    }
    return parts.joined(separator: " ")
  }

  /// One layer a map, and the mask's as the ground layer.
  func layers(_ keys: [String: String]) -> [[String: Any]] {
    let ground: [String: Any] = [
      "key": "photo", "ground": true,
      "words": words.map { word in
        ["text": word.text, "share": "0", "against": false, "class": Self.style(word, hasMask: hasMask)]
          as [String: Any]
      },
    ]
    let maps = mapNames.indices.map { map -> [String: Any] in
      [
        "key": keys[mapNames[map]] ?? "", "ground": false,
        "words": words.map { word -> [String: Any] in
          [
            "text": word.text, "share": String(format: "%.0f", abs(word.strengths[map]) * 75),
            "against": word.strengths[map] < 0, "class": word.isMarked ? "marked" : "",
          ]
        },
      ]
    }
    return [ground] + maps
  }

  private static func style(_ word: Word, hasMask: Bool) -> String {
    var styles: [String] = []
    if hasMask { styles.append(word.isKept ? "kept" : "hidden-word") }
    if word.isMarked { styles.append("marked") }
    return styles.joined(separator: " ")
  }
}
