import Foundation

/// How a sentence becomes a fixed number of token ids: declared in full, so that it can repeat what the network's
/// training did.
///
/// The order is: lower case, splitting into words, looking up, cutting off, padding.
public struct Tokenization: Sendable, Codable, Equatable {
  public enum Splitting: Sendable, Codable, Equatable {
    /// At blanks.
    case whitespace
    /// Every match of this regular expression (ICU's syntax) is a word; what lies between is dropped.
    case pattern(String)
  }

  public enum Side: String, Sendable, Codable, CaseIterable {
    case left
    case right
  }

  public var lowercases: Bool
  public var splitting: Splitting
  /// Number of ids of a sentence.
  public var length: Int
  /// The word that fills up, and the side where it does.
  public var padding: String
  public var paddingSide: Side
  /// The word that stands for those that the vocabulary lacks; nil makes them an error.
  public var unknown: String?

  public init(
    lowercases: Bool = true, splitting: Splitting = .whitespace, length: Int, padding: String = "<pad>",
    paddingSide: Side = .right, unknown: String? = "<unk>"
  ) {
    self.lowercases = lowercases
    self.splitting = splitting
    self.length = length
    self.padding = padding
    self.paddingSide = paddingSide
    self.unknown = unknown
  }

  /// English words as the common sentence-classification scripts split them (after Kim 2014's `clean_str`): runs of
  /// letters and digits, `,`, `!`, `?`, and the endings `n't`, `'s`, `'re`, `'ve`, `'d`, `'ll`, `'m` on their own.
  public static let englishWords = #"[a-z0-9]+?(?=n't\b)|n't\b|'(?:s|re|ve|d|ll|m)\b|[a-z0-9]+|[,!?]"#
}

/// Splits sentences and looks their words up.
public struct Tokenizer: Sendable {
  public let settings: Tokenization
  /// Words by id.
  public let vocabulary: [String]
  private let ids: [String: Int]
  private let paddingID: Int
  private let unknownID: Int?
  private let expression: Expression?

  /// `NSRegularExpression` is immutable and documented as thread-safe.
  private struct Expression: @unchecked Sendable {
    let value: NSRegularExpression
  }

  /// - Parameters:
  ///   - vocabulary: words by id.
  ///   - place: where the vocabulary comes from, for errors.
  public init(_ settings: Tokenization, vocabulary: [String], place: String) throws(DatasetError) {
    self.settings = settings
    self.vocabulary = vocabulary
    var ids: [String: Int] = [:]
    for (id, word) in vocabulary.enumerated() {
      if let other = ids.updateValue(id, forKey: word) {
        throw DatasetError(.invalid, "\(place):\(id + 1)", "the word \"\(word)\" stands on line \(other + 1) already")
      }
    }
    self.ids = ids
    guard settings.length > 0 else { throw DatasetError(.invalid, place, "the length must be at least 1") }
    guard let paddingID = ids[settings.padding] else {
      throw DatasetError(.invalid, place, "the padding word \"\(settings.padding)\" is not in the vocabulary")
    }
    self.paddingID = paddingID
    if let unknown = settings.unknown {
      guard let id = ids[unknown] else {
        throw DatasetError(.invalid, place, "the word for unknown ones, \"\(unknown)\", is not in the vocabulary")
      }
      unknownID = id
    } else {
      unknownID = nil
    }
    if case .pattern(let pattern) = settings.splitting {
      guard let value = try? NSRegularExpression(pattern: pattern) else {
        throw DatasetError(.invalid, place, "not a regular expression: \(pattern)")
      }
      expression = Expression(value: value)
    } else {
      expression = nil
    }
  }

  /// Reads a vocabulary: line n (from 0) is the word of id n.
  public init(_ settings: Tokenization, vocabularyFile url: URL) throws(DatasetError) {
    var lines = String(decoding: try Data(readingAll: url), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map { String($0.hasSuffix("\r") ? $0.dropLast() : $0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    try self.init(settings, vocabulary: lines, place: url.path)
  }

  /// The sentence's words, all of them.
  public func words(of text: String) -> [String] {
    let text = settings.lowercases ? text.lowercased() : text
    guard let expression else { return text.split(whereSeparator: \.isWhitespace).map(String.init) }
    let whole = NSRange(text.startIndex..., in: text)
    return expression.value.matches(in: text, range: whole).compactMap { match in
      Range(match.range, in: text).map { String(text[$0]) }
    }.filter { !$0.isEmpty }
  }

  /// Looks words up, cuts off what is too long (at the end) and pads.
  public func tokens(_ words: [String], place: String) throws(DatasetError) -> TokenSequence {
    let kept = Array(words.prefix(settings.length))
    var found: [Int] = []
    for word in kept {
      guard let id = ids[word] ?? unknownID else {
        throw DatasetError(.invalid, place, "the word \"\(word)\" is not in the vocabulary")
      }
      found.append(id)
    }
    return sequence(words: kept, ids: found)
  }

  /// A sentence that comes as ids, with its padding or without.
  public func tokens(ids given: [Int], place: String) throws(DatasetError) -> TokenSequence {
    for id in given where !vocabulary.indices.contains(id) {
      throw DatasetError(.invalid, place, "id \(id) is not one of the vocabulary's \(vocabulary.count)")
    }
    var real = given[...]
    switch settings.paddingSide {
    case .right: while real.last == paddingID { real.removeLast() }
    case .left: while real.first == paddingID { real.removeFirst() }
    }
    let kept = Array(real.prefix(settings.length))
    return sequence(words: kept.map { vocabulary[$0] }, ids: kept)
  }

  private func sequence(words: [String], ids: [Int]) -> TokenSequence {
    let filler = [Int](repeating: paddingID, count: settings.length - ids.count)
    let right = settings.paddingSide == .right
    return TokenSequence(words: words, start: right ? 0 : filler.count, ids: right ? ids + filler : filler + ids)
  }
}

/// A sentence as a network sees it.
public struct TokenSequence: Sendable, Equatable {
  /// The words that are not cut off, as written in the sentence (unknown ones too).
  public let words: [String]
  /// Position of the first word among `ids`: 0 unless padded on the left.
  public let start: Int
  /// Exactly `Tokenization.length` ids, padded.
  public let ids: [Int]

  /// Positions of real words among `ids`.
  public var wordRange: Range<Int> { start..<start + words.count }
}
