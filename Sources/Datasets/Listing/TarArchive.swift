import Foundation

/// Walks an uncompressed tar archive: ustar, GNU long names, pax headers.
struct TarArchive {
  /// A regular file in the archive.
  struct Member: Equatable {
    var name: String
    /// Of its first byte, from the archive's start.
    var offset: Int
    var size: Int
    /// Of its first header.
    var start: Int
  }

  private let file: File
  static let blockSize = 512
  /// Names and pax headers beyond this are hostile.
  private static let headerLimit = 1 << 20

  init(_ file: File) { self.file = file }

  /// Calls `body` with every regular file, in order. Links, folders and devices are skipped: nothing is ever
  /// unpacked, so names cannot lead anywhere.
  func forEachMember(_ body: (Member) throws(DatasetError) -> Void) throws(DatasetError) {
    try walk { member throws(DatasetError) in
      try body(member)
      return true
    }
  }

  /// The same from a member's first header on, as long as `body` wants more.
  func walk(from first: Int = 0, _ body: (Member) throws(DatasetError) -> Bool) throws(DatasetError) {
    var position = first
    var start: Int?
    var longName: String?
    var longSize: Int?
    while position < file.size {
      guard position + Self.blockSize <= file.size else { throw damaged(position, "it is cut off within a header") }
      let header = try file.read(offset: position, count: Self.blockSize)
      // Two zero blocks end an archive; archives joined by `cat` go on behind them.
      if header.allSatisfy({ $0 == 0 }) {
        position += Self.blockSize
        continue
      }
      try verify(header, at: position)
      start = start ?? position
      guard let headerSize = Self.number(header[124..<136]) else { throw damaged(position, "a size is unreadable") }
      let size = longSize ?? headerSize
      let content = position + Self.blockSize
      guard size >= 0, size <= file.size - content else {
        throw damaged(position, "it is cut off: \(size) bytes expected, \(file.size - content) left")
      }
      switch header[156] {
      case UInt8(ascii: "L"): longName = String(decoding: Self.text(try headerContent(content, size)), as: UTF8.self)
      case UInt8(ascii: "x"):
        let records = Self.paxRecords(try headerContent(content, size))
        longName = records["path"] ?? longName
        longSize = records["size"].flatMap { Int($0) }
      case UInt8(ascii: "0"), 0, UInt8(ascii: "7"):
        let member = Member(
          name: longName ?? Self.name(header), offset: content, size: size, start: start ?? position)
        guard try body(member) else { return }
        (longName, longSize, start) = (nil, nil, nil)
      case UInt8(ascii: "g"), UInt8(ascii: "K"): break
      default: (longName, longSize, start) = (nil, nil, nil)
      }
      position = content + (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
    }
  }

  private func headerContent(_ offset: Int, _ size: Int) throws(DatasetError) -> Data {
    guard size <= Self.headerLimit else { throw damaged(offset, "a header of \(size) bytes") }
    return try file.read(offset: offset, count: size)
  }

  private func damaged(_ position: Int, _ detail: String) -> DatasetError {
    DatasetError(.unreadable, file.name, "the tar archive is damaged at byte \(position): \(detail)")
  }

  private func verify(_ header: Data, at position: Int) throws(DatasetError) {
    if position == 0 && header.starts(with: [0x1f, 0x8b]) {
      throw DatasetError(.unsupported, file.name, "a gzipped archive cannot be read in place; unpack it with gunzip")
    }
    // The checksum counts its own field as blanks.
    let sum = header.reduce(0) { $0 + Int($1) } - header[148..<156].reduce(0) { $0 + Int($1) } + 8 * 32
    guard Self.number(header[148..<156]) == sum else {
      let what = position == 0 ? "this is no tar archive" : "a header's checksum is wrong"
      throw damaged(position, what)
    }
  }

  /// An octal number, or a binary one where the first bit is set (GNU).
  private static func number(_ field: Data) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      guard first == 0x80, field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
      return Int(exactly: field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    let digits = String(decoding: text(field), as: UTF8.self).trimmingCharacters(in: .whitespaces)
    return digits.isEmpty ? 0 : Int(digits, radix: 8)
  }

  private static func text(_ field: Data) -> Data { field.prefix { $0 != 0 } }

  private static func name(_ header: Data) -> String {
    let name = String(decoding: text(header[0..<100]), as: UTF8.self)
    guard header[257..<263] == Data("ustar\0".utf8), header[345] != 0 else { return name }
    return String(decoding: text(header[345..<500]), as: UTF8.self) + "/" + name
  }

  /// Records `LENGTH KEY=VALUE\n`.
  private static func paxRecords(_ data: Data) -> [String: String] {
    var result: [String: String] = [:]
    var rest = data[...]
    while let blank = rest.firstIndex(of: UInt8(ascii: " ")),
      let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
      length > blank - rest.startIndex + 1, length <= rest.count
    {
      let record = rest[(blank + 1)..<(rest.startIndex + length - 1)]
      if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
        let key = String(decoding: record[..<equals], as: UTF8.self)
        result[key] = String(decoding: record[(equals + 1)...], as: UTF8.self)
      }
      rest = rest.dropFirst(length)
    }
    return result
  }
}
