import Foundation

/// The records of a JSON Lines or CSV file, found by number.
struct TextRecords: Sendable {
  private let name: String
  private let data: Data
  /// First byte and line number of each record.
  private let places: [Place]
  /// Column names of a CSV file; nil for JSON Lines.
  private let columns: [String]?

  private struct Place: Sendable {
    var offset: Int
    var line: Int
  }

  var count: Int { places.count }

  init(contentsOf url: URL) throws(DatasetError) {
    try self.init(try Data(readingAll: url), name: url.path, isTable: url.pathExtension.lowercased() == "csv")
  }

  /// - Parameter name: where the data comes from, for errors.
  init(_ data: Data, name: String, isTable: Bool) throws(DatasetError) {
    self.name = name
    self.data = data
    var places: [Place] = []
    if isTable {
      var columns: [String]?
      try DelimitedText(name: name).forEachRow(of: data) { row throws(DatasetError) in
        if columns == nil { columns = row.fields } else { places.append(Place(offset: row.offset, line: row.line)) }
      }
      guard let columns else { throw DatasetError(.invalid, name, "the table is empty: a header line is missing") }
      self.columns = columns
    } else {
      columns = nil
      var line = 1
      var start = 0
      data.withUnsafeBytes { bytes in
        for position in 0...bytes.count where position == bytes.count || bytes[position] == UInt8(ascii: "\n") {
          let isBlank = bytes[start..<position].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
          if !isBlank { places.append(Place(offset: start, line: line)) }
          start = position + 1
          line += 1
        }
      }
    }
    self.places = places
  }

  func record(_ index: Int) throws(DatasetError) -> TextRecord {
    let place = "\(name):\(places[index].line)"
    let rest = data[(data.startIndex + places[index].offset)...]
    if let columns {
      let fields = try DelimitedText(name: name).firstRow(of: rest)
      var values: [String: any Sendable] = [:]
      for (column, field) in zip(columns, fields) { values[column] = field }
      return TextRecord(place: place, values: values, isTable: true)
    }
    let line = rest.prefix { $0 != UInt8(ascii: "\n") }
    guard let values = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else {
      throw DatasetError(.unreadable, place, "not a JSON object")
    }
    return TextRecord(place: place, values: values, isTable: false)
  }
}

/// One record's fields.
struct TextRecord {
  let place: String
  let values: [String: Any]
  /// From a CSV file: every value is text, and lists are separated by blanks.
  let isTable: Bool

  /// A text, or a number as text.
  func string(_ field: String, required: Bool) throws(DatasetError) -> String? {
    switch values[field] {
    case let text as String: return text
    case let number as NSNumber: return number.stringValue
    case nil where required: throw missing(field)
    case nil, is NSNull: return nil
    default: throw DatasetError(.invalid, place, "\"\(field)\" is neither text nor a number")
    }
  }

  func strings(_ field: String) throws(DatasetError) -> [String] {
    guard let value = values[field] else { throw missing(field) }
    if let words = value as? [String] { return words }
    if isTable, let text = value as? String { return text.split(whereSeparator: \.isWhitespace).map(String.init) }
    throw DatasetError(.invalid, place, "\"\(field)\" is not a list of words")
  }

  func integers(_ field: String) throws(DatasetError) -> [Int] {
    guard let value = values[field] else { throw missing(field) }
    if let numbers = value as? [NSNumber] {
      let integers = numbers.compactMap { Int(exactly: $0.doubleValue) }
      if integers.count == numbers.count { return integers }
    }
    if isTable, let text = value as? String {
      let parts = text.split(whereSeparator: \.isWhitespace)
      let integers = parts.compactMap { Int($0) }
      if integers.count == parts.count { return integers }
    }
    throw DatasetError(.invalid, place, "\"\(field)\" is not a list of whole numbers")
  }

  /// Marked words, from [from, to) pairs or one 0 or 1 per word; words beyond `count` are cut off.
  func marks(_ field: String, count: Int) throws(DatasetError) -> [Bool]? {
    guard let value = values[field], !(value is NSNull) else { return nil }
    var marks = [Bool](repeating: false, count: count)
    if let spans = value as? [[NSNumber]] {
      for span in spans {
        guard span.count == 2, span[0].intValue >= 0, span[0].intValue <= span[1].intValue else {
          throw DatasetError(.invalid, place, "\"\(field)\": a span is a pair [from, to) of word positions")
        }
        for word in min(count, span[0].intValue)..<min(count, span[1].intValue) { marks[word] = true }
      }
      return marks
    }
    let flags = try integers(field)
    guard flags.count >= count, flags.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw DatasetError(.invalid, place, "\"\(field)\": one 0 or 1 for each of \(count) words is expected")
    }
    return flags.prefix(count).map { $0 == 1 }
  }

  private func missing(_ field: String) -> DatasetError {
    DatasetError(
      .invalid, place, "no field \"\(field)\"; there are: \(values.keys.sorted().joined(separator: ", "))")
  }
}
