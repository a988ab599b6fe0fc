import Foundation
import Gzip

/// A `.npz` file: a zip archive of `.npy` members, stored or deflated.
///
/// Members are read when asked for; opening reads only the directory at the file's end.
public struct NumPyArchive: Sendable {
  /// Names of the arrays, without `.npy`, in the archive's order.
  public var names: [String] { members.map(\.name) }

  private let file: String
  private let data: Data
  private let members: [Member]

  private struct Member: Sendable {
    var name: String
    var method: Int
    var crc: UInt32
    var packedSize: Int
    var size: Int
    var offset: Int
  }

  public init(contentsOf url: URL) throws(NumPyError) {
    let data: Data
    do { data = try Data(contentsOf: url, options: .mappedIfSafe) } catch {
      throw NumPyError(file: url.path, reason: "cannot be read: \(error.localizedDescription)")
    }
    try self.init(parsing: data, name: url.path)
  }

  /// Reads the content of a `.npz` file.
  public init(parsing data: Data, name: String) throws(NumPyError) {
    file = name
    self.data = data
    members = try Self.directory(of: data, name: name)
  }

  public func contains(_ name: String) -> Bool { members.contains { $0.name == name } }

  /// Reads one array.
  /// - Throws: if there is no such array, it is damaged, or its element type is not supported.
  public subscript(name: String) -> NumPyArray {
    get throws(NumPyError) {
      guard let member = members.first(where: { $0.name == name }) else {
        throw NumPyError(file: file, reason: "holds no array \"\(name)\"; it has \(names.joined(separator: ", "))")
      }
      return try NumPyArray(parsing: try content(of: member), name: "\(file): \(name)")
    }
  }

  private func content(of member: Member) throws(NumPyError) -> Data {
    func fail(_ reason: String) -> NumPyError { NumPyError(file: "\(file): \(member.name)", reason: reason) }
    // The local header repeats the directory's entry, with name and extra fields of its own lengths.
    guard let head = Self.bytes(of: data, at: member.offset, count: 30), head.starts(with: [0x50, 0x4b, 3, 4]) else {
      throw fail("the zip archive is damaged: no member at its place")
    }
    let start = member.offset + 30 + Self.integer(head, 26, 2) + Self.integer(head, 28, 2)
    guard let packed = Self.bytes(of: data, at: start, count: member.packedSize) else {
      throw fail("the zip archive is cut off")
    }
    let content: Data
    switch member.method {
    case 0: content = packed
    case 8:
      do {
        content = try Gzip.decompress(
          packed, format: .deflate, limit: member.size, expectedSize: min(member.size, packed.count * 1_032))
      } catch { throw fail(error.description) }
    default: throw fail("zip compression method \(member.method) is not supported (only stored and deflate)")
    }
    guard content.count == member.size, Gzip.crc32(content) == member.crc else {
      throw fail("the zip archive is damaged: size or checksum is wrong")
    }
    return content
  }

  /// Reads the central directory (APPNOTE.TXT 4.3.12, with the zip64 fields that NumPy always writes).
  private static func directory(of data: Data, name: String) throws(NumPyError) -> [Member] {
    func fail(_ reason: String) -> NumPyError { NumPyError(file: name, reason: reason) }
    let tailStart = max(0, data.count - 22 - 65_535)
    let tail = Data(data.dropFirst(tailStart))
    guard let place = tail.lastRange(of: [0x50, 0x4b, 5, 6]), let end = bytes(of: tail, at: place, count: 22) else {
      throw fail("not a zip archive, or cut off (no directory at its end)")
    }
    var count = integer(end, 10, 2)
    var offset = integer(end, 16, 4)
    if count == 0xffff || offset == 0xffff_ffff {
      guard let locator = bytes(of: tail, at: place - 20, count: 20), locator.starts(with: [0x50, 0x4b, 6, 7]),
        let wide = bytes(of: data, at: integer(locator, 8, 8), count: 56), wide.starts(with: [0x50, 0x4b, 6, 6])
      else { throw fail("the zip archive's directory is damaged") }
      count = integer(wide, 32, 8)
      offset = integer(wide, 48, 8)
    }
    var members: [Member] = []
    for _ in 0..<max(0, count) {
      guard let entry = bytes(of: data, at: offset, count: 46), entry.starts(with: [0x50, 0x4b, 1, 2]) else {
        throw fail("the zip archive's directory is damaged")
      }
      let nameLength = integer(entry, 28, 2)
      let extraLength = integer(entry, 30, 2)
      guard let nameBytes = bytes(of: data, at: offset + 46, count: nameLength),
        let extra = bytes(of: data, at: offset + 46 + nameLength, count: extraLength)
      else { throw fail("the zip archive's directory is damaged") }
      var member = Member(
        name: String(decoding: nameBytes, as: UTF8.self), method: integer(entry, 10, 2),
        crc: UInt32(integer(entry, 16, 4)), packedSize: integer(entry, 20, 4), size: integer(entry, 24, 4),
        offset: integer(entry, 42, 4))
      widen(&member, with: extra)
      if member.name.hasSuffix(".npy") {
        member.name.removeLast(4)
        members.append(member)
      }
      offset += 46 + nameLength + extraLength + integer(entry, 32, 2)
    }
    return members
  }

  /// Takes 64-bit sizes from the extra field where the 32-bit ones say "look there".
  private static func widen(_ member: inout Member, with extra: Data) {
    var position = 0
    while let head = bytes(of: extra, at: position, count: 4) {
      let length = integer(head, 2, 2)
      defer { position += 4 + length }
      guard integer(head, 0, 2) == 1, let field = bytes(of: extra, at: position + 4, count: length) else { continue }
      var next = 0
      for path in [\Member.size, \Member.packedSize, \Member.offset] where member[keyPath: path] == 0xffff_ffff {
        guard next + 8 <= length else { return }
        member[keyPath: path] = integer(field, next, 8)
        next += 8
      }
    }
  }

  /// `count` bytes at `offset`, with indices from 0; nil beyond the end.
  private static func bytes(of data: Data, at offset: Int, count: Int) -> Data? {
    guard offset >= 0, count >= 0, offset <= data.count, count <= data.count - offset else { return nil }
    let start = data.startIndex + offset
    return Data(data[start..<start + count])
  }

  /// A little-endian number; one that does not fit an `Int` becomes -1, which no range check lets pass.
  private static func integer(_ data: Data, _ offset: Int, _ count: Int) -> Int {
    let value = (0..<count).reduce(UInt64(0)) { $0 | UInt64(data[data.startIndex + offset + $1]) << UInt64(8 * $1) }
    return Int(exactly: value) ?? -1
  }
}

extension Data {
  /// Where `pattern` last occurs, counted from the start.
  fileprivate func lastRange(of pattern: [UInt8]) -> Int? {
    range(of: Data(pattern), options: .backwards).map { $0.lowerBound - startIndex }
  }
}
