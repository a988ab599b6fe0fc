import Foundation

/// A data set's list of items in a compact form: made once, then read entry by entry.
///
/// In memory or in a file, the bytes are the same. Little-endian:
///
///     0   "WNWLIST1"
///     8   number of entries n
///     16  offset of the entries
///     24  offset of the containers' names, each ended by a zero byte
///     32  offset of the description (JSON of the source that the list was made from)
///     40  offset of the end
///     48  paths, one after the other
///     ... n entries of 40 bytes: offset of the path (8), its length (4), label or -1 (4), container or -1 (4),
///         blocks of 512 bytes from its sample's start to its first byte (4), first byte in the container (8), number
///         of bytes there (8)
///     ... containers, description
///
/// A process reads only the entries it needs (`pread`, so that memory does not grow with the list and a file cut
/// off by another host is an error, not a bus error).
public struct Manifest: Sendable {
  /// One line of the list.
  public struct Entry: Sendable, Equatable {
    /// Path relative to the root, or the member's name in its container.
    public var path: String
    public var label: Int?
    /// Index into `containers`, where the item is a member of an archive.
    public var container: Int?
    /// First byte of the item in its container.
    public var offset: Int
    /// Bytes of the item in its container.
    public var size: Int
    /// Bytes from the start of the item's sample, the members of the same base name, to `offset`.
    public var lead: Int

    public init(path: String, label: Int?, container: Int? = nil, offset: Int = 0, size: Int = 0, lead: Int = 0) {
      self.path = path
      self.label = label
      self.container = container
      self.offset = offset
      self.size = size
      self.lead = lead
    }
  }

  static let magic = Data("WNWLIST1".utf8)
  static let headSize = 48
  static let entrySize = 40

  /// Number of entries.
  public let count: Int
  /// Archives that hold items, relative to the root.
  public let containers: [String]
  /// What the list was made from.
  public let description: Data
  private let storage: Storage
  private let entriesOffset: Int

  private enum Storage: Sendable {
    case memory(Data)
    case file(File)

    func read(_ offset: Int, _ count: Int) throws(DatasetError) -> Data {
      switch self {
      case .file(let file): return try file.read(offset: offset, count: count)
      case .memory(let data):
        guard offset >= 0, count >= 0, offset <= data.count - count else {
          throw DatasetError(.invalid, "manifest", "the list is damaged")
        }
        return data.subdata(in: data.startIndex + offset..<data.startIndex + offset + count)
      }
    }

    var name: String {
      if case .file(let file) = self { file.name } else { "manifest" }
    }
  }

  /// Opens a list in a file.
  public init(contentsOf url: URL) throws(DatasetError) {
    try self.init(.file(File(path: url.path)))
  }

  init(_ data: Data) throws(DatasetError) {
    try self.init(.memory(data))
  }

  private init(_ storage: Storage) throws(DatasetError) {
    self.storage = storage
    let damaged = DatasetError(
      .invalid, storage.name, "not a complete list of a data set; remove it and it will be made again")
    do throws(DatasetError) {
      let head = try storage.read(0, Self.headSize)
      guard head.starts(with: Self.magic) else { throw damaged }
      count = head.number(8)
      entriesOffset = head.number(16)
      let (tableOffset, descriptionOffset, end) = (head.number(24), head.number(32), head.number(40))
      guard count >= 0, entriesOffset >= Self.headSize, tableOffset >= entriesOffset,
        (tableOffset - entriesOffset) / Self.entrySize == count
      else { throw damaged }
      let table = try storage.read(tableOffset, descriptionOffset - tableOffset)
      description = try storage.read(descriptionOffset, end - descriptionOffset)
      containers = String(decoding: table, as: UTF8.self).split(separator: "\0").map(String.init)
    } catch {
      throw error.kind == .unreadable ? damaged : error
    }
  }

  /// Reads one entry.
  /// - Precondition: `index` is in `0..<count`.
  public subscript(index: Int) -> Entry {
    get throws(DatasetError) {
      precondition((0..<count).contains(index), "entry \(index) of \(count)")
      let bytes = try storage.read(entriesOffset + index * Self.entrySize, Self.entrySize)
      let path = try storage.read(bytes.number(0), Int(bytes.integer(8)))
      return Entry(bytes, path: path)
    }
  }

  /// Calls `body` with every entry, in order, reading thousands at a time.
  func forEach(_ body: (Int, Entry) throws(DatasetError) -> Void) throws(DatasetError) {
    let step = 4_096
    for start in stride(from: 0, to: count, by: step) {
      let block = min(step, count - start)
      let bytes = try storage.read(entriesOffset + start * Self.entrySize, block * Self.entrySize)
      func place(_ i: Int) -> (offset: Int, length: Int) {
        (bytes.number(i * Self.entrySize), Int(bytes.integer(i * Self.entrySize + 8)))
      }
      // The writer lays paths one behind the other, so a block of entries has a block of paths.
      let first = place(0).offset
      let last = place(block - 1)
      let paths = try storage.read(first, last.offset + last.length - first)
      for i in 0..<block {
        let (offset, length) = place(i)
        guard length >= 0, offset >= first, offset - first + length <= paths.count else {
          throw DatasetError(.invalid, storage.name, "the list is damaged")
        }
        let entry = bytes.subdata(in: i * Self.entrySize..<(i + 1) * Self.entrySize)
        try body(start + i, Entry(entry, path: paths.subdata(in: offset - first..<offset - first + length)))
      }
    }
  }
}

extension Manifest.Entry {
  fileprivate init(_ bytes: Data, path: Data) {
    let label = bytes.integer(12)
    let container = bytes.integer(16)
    self.init(
      path: String(decoding: path, as: UTF8.self), label: label < 0 ? nil : Int(label),
      container: container < 0 ? nil : Int(container), offset: bytes.number(24), size: bytes.number(32),
      lead: Int(bytes.integer(20)) * TarArchive.blockSize)
  }
}

extension Data {
  /// Eight bytes at `offset` from the start, little-endian; -1 where they do not fit an `Int`.
  func number(_ offset: Int) -> Int {
    let value = withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    return Int(exactly: value) ?? -1
  }

  /// Four bytes at `offset` from the start, little-endian.
  func integer(_ offset: Int) -> Int32 {
    withUnsafeBytes { Int32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Int32.self)) }
  }

  mutating func append(number: Int) {
    Swift.withUnsafeBytes(of: Int64(number).littleEndian) { append(contentsOf: $0) }
  }

  mutating func append(integer: Int32) {
    Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
  }
}
