/// A message as it arrived.
public struct Message: Sendable, Equatable {
  /// Rank of the sender.
  public var source: Int
  /// What the message is about; its meaning is between sender and receiver.
  public var kind: UInt8
  public var bytes: [UInt8]
}

/// Bytes that stay in place while one or several sends read them.
final class SharedBytes {
  private let buffer: UnsafeMutableRawBufferPointer
  let count: Int

  init(_ bytes: [UInt8]) {
    count = bytes.count
    buffer = .allocate(byteCount: max(count, 1), alignment: 8)
    buffer.copyBytes(from: bytes)
  }

  deinit { buffer.deallocate() }

  var pointer: UnsafeRawPointer? { UnsafeRawPointer(buffer.baseAddress) }
  var array: [UInt8] { Array(buffer.prefix(count)) }
}

/// The way messages take: MPI between processes, or memory inside one. Used from one thread only.
protocol Transport: AnyObject {
  var rank: Int { get }
  var size: Int { get }
  /// Rank and number of ranks among those on this host.
  var nodeRank: Int { get }
  var nodeSize: Int { get }
  /// The affinity masks of all ranks on this host, by rank on the host.
  var nodeAffinity: [CPUSet] { get }
  /// Bytes of messages that were sent and not yet taken over by the receiver or the network.
  var unsentBytes: Int { get }
  /// Starts sending and returns at once.
  func send(_ bytes: SharedBytes, kind: UInt8, to rank: Int) throws
  /// The next message, or nil when none has arrived.
  func receive() throws -> Message?
  func finish() throws
  func abort(exitCode: Int32) -> Never
}
