/// Appends little-endian values to a growing buffer.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  package mutating func write<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func write(_ value: Double) { write(value.bitPattern) }

  package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// A count or position; 32 bits suffice for everything that is counted here.
  package mutating func write(count: Int) { write(UInt32(count)) }

  package mutating func write(_ value: Int?) {
    write(value != nil)
    if let value { write(Int64(value)) }
  }

  package mutating func write(_ text: String) {
    var text = text
    text.withUTF8 {
      write(count: $0.count)
      bytes.append(contentsOf: $0)
    }
  }

  package mutating func write(_ text: String?) {
    write(text != nil)
    if let text { write(text) }
  }

  package mutating func write(blob: some Collection<UInt8>) {
    write(count: blob.count)
    bytes.append(contentsOf: blob)
  }

  /// Appends the bytes alone, without their number.
  package mutating func append(_ raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }
}

/// Bytes that do not hold what they should.
package struct ByteCodingError: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}

/// Reads what `ByteWriter` wrote; every read is bounds-checked, because the bytes may come from a damaged file.
package struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  package var isAtEnd: Bool { position == bytes.endIndex }

  package mutating func raw(count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.endIndex - position else {
      throw ByteCodingError("\(count) bytes expected, \(bytes.endIndex - position) left")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  package mutating func integer<T: FixedWidthInteger>(_: T.Type = T.self) throws -> T {
    let raw = try raw(count: MemoryLayout<T>.size)
    return raw.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(as: T.self)) }
  }

  package mutating func double() throws -> Double { Double(bitPattern: try integer()) }

  package mutating func bool() throws -> Bool { try integer(UInt8.self) != 0 }

  package mutating func count() throws -> Int { Int(try integer(UInt32.self)) }

  package mutating func optionalInt() throws -> Int? { try bool() ? Int(try integer(Int64.self)) : nil }

  package mutating func string() throws -> String {
    let count = try count()
    return String(decoding: try raw(count: count), as: UTF8.self)
  }

  package mutating func optionalString() throws -> String? { try bool() ? try string() : nil }

  package mutating func blob() throws -> ArraySlice<UInt8> {
    let count = try count()
    return try raw(count: count)
  }

  /// `count` elements, refusing a count that cannot fit what is left (each element takes at least one byte).
  package mutating func array<T>(_ element: (inout ByteReader) throws -> T) throws -> [T] {
    let count = try count()
    guard count <= bytes.endIndex - position else { throw ByteCodingError("a list of \(count) elements is cut short") }
    return try (0..<count).map { _ in try element(&self) }
  }
}
