import DequeModule
import Foundation
import Synchronization

/// Messages within one process: a single rank without mpirun, or several threads that each play a rank.
final class InProcessTransport: Transport {
  let rank: Int
  let nodeAffinity: [CPUSet]
  private let mailboxes: Mailboxes

  var size: Int { mailboxes.count }
  var nodeRank: Int { rank }
  var nodeSize: Int { size }
  let unsentBytes = 0

  private final class Mailboxes: Sendable {
    let count: Int
    let messages: Mutex<[Deque<Message>]>

    init(count: Int) {
      self.count = count
      messages = Mutex(Array(repeating: [], count: count))
    }
  }

  private init(rank: Int, mailboxes: Mailboxes) {
    self.rank = rank
    self.mailboxes = mailboxes
    nodeAffinity = Array(repeating: .ofThisProcess, count: mailboxes.count)
  }

  static func group(size: Int) -> [InProcessTransport] {
    let mailboxes = Mailboxes(count: size)
    return (0..<size).map { InProcessTransport(rank: $0, mailboxes: mailboxes) }
  }

  func send(_ bytes: SharedBytes, kind: UInt8, to destination: Int) throws {
    let message = Message(source: rank, kind: kind, bytes: bytes.array)
    mailboxes.messages.withLock { $0[destination].append(message) }
  }

  func receive() throws -> Message? {
    mailboxes.messages.withLock { $0[rank].popFirst() }
  }

  func finish() throws {}

  func abort(exitCode: Int32) -> Never { exit(exitCode) }
}
