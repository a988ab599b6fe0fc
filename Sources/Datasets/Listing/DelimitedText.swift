import Foundation

/// Reads comma-separated values (RFC 4180) row by row: quoted fields may hold commas, quotes and line breaks.
struct DelimitedText {
  struct Row: Equatable {
    /// The line that the row begins on, from 1.
    var line: Int
    /// Of its first byte, from the text's start.
    var offset: Int
    var fields: [String]

    /// Where these names stand in a header row.
    func indices(of names: [String], place: String) throws(DatasetError) -> [Int] {
      var result: [Int] = []
      for name in names {
        guard let index = fields.firstIndex(of: name) else {
          let there = fields.joined(separator: ", ")
          throw DatasetError(.invalid, place, "no column \"\(name)\"; the header has: \(there)")
        }
        result.append(index)
      }
      return result
    }
  }

  private let name: String
  private let delimiter: UInt8

  init(name: String, delimiter: Character = ",") {
    self.name = name
    self.delimiter = delimiter.asciiValue ?? UInt8(ascii: ",")
  }

  /// Calls `body` with every row that is not empty.
  func forEachRow(of data: Data, _ body: (Row) throws(DatasetError) -> Void) throws(DatasetError) {
    var position = data.startIndex
    if data.starts(with: [0xef, 0xbb, 0xbf]) { position += 3 }
    var line = 1
    while position < data.endIndex {
      let offset = position - data.startIndex
      var row = try row(of: data, at: &position, line: &line)
      row.offset = offset
      if row.fields != [""] { try body(row) }
    }
  }

  /// The fields of the row that the text begins with.
  func firstRow(of data: Data) throws(DatasetError) -> [String] {
    var position = data.startIndex
    var line = 1
    return try row(of: data, at: &position, line: &line).fields
  }

  private func row(of data: Data, at position: inout Int, line: inout Int) throws(DatasetError) -> Row {
    let quote = UInt8(ascii: "\"")
    let newline = UInt8(ascii: "\n")
    var row = Row(line: line, offset: 0, fields: [])
    var field: [UInt8] = []
    var quoted = false
    var wasQuoted = false
    while position < data.endIndex {
      let byte = data[position]
      position += 1
      if byte == newline { line += 1 }
      if quoted {
        if byte != quote {
          field.append(byte)
        } else if position < data.endIndex && data[position] == quote {
          field.append(quote)
          position += 1
        } else {
          quoted = false
        }
      } else if byte == quote && field.isEmpty && !wasQuoted {
        quoted = true
        wasQuoted = true
      } else if byte == delimiter {
        row.fields.append(String(decoding: field, as: UTF8.self))
        field = []
        wasQuoted = false
      } else if byte == newline {
        break
      } else if byte == UInt8(ascii: "\r") && (position == data.endIndex || data[position] == newline) {
        continue
      } else {
        field.append(byte)
      }
    }
    guard !quoted else { throw DatasetError(.invalid, "\(name):\(row.line)", "a quoted field is not closed") }
    row.fields.append(String(decoding: field, as: UTF8.self))
    return row
  }
}
