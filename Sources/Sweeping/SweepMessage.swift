import MessagePassing
import Storing

/// A message between ranks during a sweep. Rank 0 hands out work and stores records; it also works, and then exchanges
/// the same messages with itself.
enum SweepMessage: Sendable, Equatable {
  // To rank 0.

  /// A rank is ready: its first message.
  case register(host: String, threads: Int)
  /// Asks for `wanted` more items; `idle` threads have nothing to do.
  case request(wanted: Int, idle: Int)
  case results([EncodedRecord])
  /// Items given back unstarted, in answer to `recall`.
  case returned([Int])
  /// How the rank spends its time, and a sign of life.
  case timing(RankTiming)
  /// The rank received a signal that asks to stop.
  case signalled(Int32)
  /// A worker could not be prepared.
  case preparationFailed(reason: String)
  /// Its last message: everything finished was sent, and so many items in flight were abandoned.
  case shutDown(abandoned: Int)

  // From rank 0.

  /// Items to work on; those `isolated` in a process of their own.
  case grant([Int], isolated: Bool)
  /// Asks for the items that are not started: other ranks have nothing to do.
  case recall
  /// Finish what is in flight within so many seconds, then shut down.
  case stop(grace: Double)

  /// First byte of the coding; the message kind on the wire.
  private enum Kind: UInt8 {
    case register = 1, request, results, returned, timing, signalled, preparationFailed, shutDown, grant, recall, stop
  }

  private var kind: Kind {
    switch self {
    case .register: .register
    case .request: .request
    case .results: .results
    case .returned: .returned
    case .timing: .timing
    case .signalled: .signalled
    case .preparationFailed: .preparationFailed
    case .shutDown: .shutDown
    case .grant: .grant
    case .recall: .recall
    case .stop: .stop
    }
  }

  func send(to rank: Int, over communicator: Communicator) throws {
    try communicator.send(bytes, kind: kind.rawValue, to: rank)
  }

  private var bytes: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .register(let host, let threads):
      writer.write(host)
      writer.write(count: threads)
    case .request(let wanted, let idle):
      writer.write(count: wanted)
      writer.write(count: idle)
    case .results(let records):
      writer.write(count: records.count)
      for record in records { record.write(to: &writer) }
    case .returned(let indices): Self.write(indices, to: &writer)
    case .timing(let timing): Self.write(timing, to: &writer)
    case .signalled(let signal): writer.write(signal)
    case .preparationFailed(let reason): writer.write(reason)
    case .shutDown(let abandoned): writer.write(count: abandoned)
    case .grant(let indices, let isolated):
      writer.write(isolated)
      Self.write(indices, to: &writer)
    case .recall: break
    case .stop(let grace): writer.write(grace)
    }
    return writer.bytes
  }

  init(_ message: Message) throws {
    guard let kind = Kind(rawValue: message.kind) else {
      throw SweepError.garbled(rank: message.source, reason: "unknown kind \(message.kind)")
    }
    var reader = ByteReader(message.bytes)
    do {
      switch kind {
      case .register: self = .register(host: try reader.string(), threads: try reader.count())
      case .request: self = .request(wanted: try reader.count(), idle: try reader.count())
      case .results: self = .results(try reader.array { try EncodedRecord(from: &$0) })
      case .returned: self = .returned(try Self.indices(&reader))
      case .timing: self = .timing(try Self.timing(&reader))
      case .signalled: self = .signalled(try reader.integer())
      case .preparationFailed: self = .preparationFailed(reason: try reader.string())
      case .shutDown: self = .shutDown(abandoned: try reader.count())
      case .grant:
        let isolated = try reader.bool()
        self = .grant(try Self.indices(&reader), isolated: isolated)
      case .recall: self = .recall
      case .stop: self = .stop(grace: try reader.double())
      }
    } catch let error as ByteCodingError {
      throw SweepError.garbled(rank: message.source, reason: error.description)
    }
  }

  private static func write(_ indices: [Int], to writer: inout ByteWriter) {
    writer.write(count: indices.count)
    for index in indices { writer.write(Int64(index)) }
  }

  private static func indices(_ reader: inout ByteReader) throws -> [Int] {
    try reader.array { Int(try $0.integer(Int64.self)) }
  }

  private static func write(_ timing: RankTiming, to writer: inout ByteWriter) {
    writer.write(count: timing.rank)
    writer.write(timing.host)
    writer.write(count: timing.threads)
    writer.write(count: timing.items)
    for seconds in [timing.elapsed, timing.compute, timing.wait, timing.io, timing.mpi] { writer.write(seconds) }
    writer.write(Int64(timing.peakMemory))
  }

  private static func timing(_ reader: inout ByteReader) throws -> RankTiming {
    RankTiming(
      rank: try reader.count(), host: try reader.string(), threads: try reader.count(), items: try reader.count(),
      elapsed: try reader.double(), compute: try reader.double(), wait: try reader.double(), io: try reader.double(),
      mpi: try reader.double(), peakMemory: Int(try reader.integer(Int64.self)))
  }
}
