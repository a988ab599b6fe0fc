import DequeModule
import Dispatch
import Foundation
import Storing
import Synchronization

/// What a rank and its isolated process write to one another: item numbers one way, a handshake and records the other.
enum IsolationPipe {
  private static let handshake = Data("winnow worker 1".utf8)

  static func writeReady(to output: FileHandle) throws { try output.write(contentsOf: handshake) }

  /// False when something else came or nothing any more.
  static func readReady(from input: FileHandle) -> Bool { read(handshake.count, from: input) == handshake }

  static func write(_ index: Int, to output: FileHandle) throws {
    try output.write(contentsOf: withUnsafeBytes(of: Int64(index).littleEndian) { Data($0) })
  }

  static func write(_ record: ItemRecord, to output: FileHandle) throws {
    var writer = ByteWriter()
    EncodedRecord(record).write(to: &writer)
    var header = ByteWriter()
    header.write(Int64(writer.bytes.count))
    try output.write(contentsOf: Data(header.bytes + writer.bytes))
  }

  /// The next record; nil when the other side is gone.
  static func readRecord(from input: FileHandle) -> ItemRecord? {
    guard let header = read(8, from: input) else { return nil }
    let count = header.withUnsafeBytes { Int(Int64(littleEndian: $0.loadUnaligned(as: Int64.self))) }
    guard let bytes = read(count, from: input) else { return nil }
    var reader = ByteReader(Array(bytes))
    return try? EncodedRecord(from: &reader).decode()
  }

  private static func read(_ count: Int, from input: FileHandle) -> Data? {
    var data = Data()
    while data.count < count {
      guard let more = try? input.read(upToCount: count - data.count), !more.isEmpty else { return nil }
      data += more
    }
    return data
  }

  /// Item numbers as they arrive, read on a thread of their own so that the end is noticed at once.
  static func requests(from input: FileHandle, atEnd: @escaping @Sendable () -> Void) -> Requests {
    let requests = Requests()
    DispatchQueue(label: "winnow.isolation").async {
      while let data = read(8, from: input) {
        requests.add(data.withUnsafeBytes { Int(Int64(littleEndian: $0.loadUnaligned(as: Int64.self))) })
      }
      atEnd()
    }
    return requests
  }

  final class Requests: Sendable {
    private let indices = Mutex<Deque<Int>>([])
    private let available = DispatchSemaphore(value: 0)

    fileprivate func add(_ index: Int) {
      indices.withLock { $0.append(index) }
      available.signal()
    }

    /// Waits for the next item.
    func next() -> Int {
      available.wait()
      return indices.withLock { $0.removeFirst() }
    }
  }
}
