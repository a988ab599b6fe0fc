import Foundation

// Collective operations: every rank must call the same ones in the same order.
extension Communicator {
  /// Kinds of message that belong to these operations; other parts of a program must use kinds below 250.
  private enum Kind {
    static let broadcast: UInt8 = 250
    static let report: UInt8 = 252
    static let verdict: UInt8 = 253
  }

  /// Broadcast from rank 0 (as `MPI_Bcast`): rank 0 makes something and every rank receives it. The listing of a data
  /// set, say, which would burden the file system if thousands of ranks made it.
  ///
  /// - Throws: on rank 0 what `make` throws; then on the others `CommunicatorError.rankZeroFailed`, so that all stop.
  public func broadcast(_ make: () throws -> [UInt8]) throws -> [UInt8] {
    guard rank == 0 else {
      let message = try waitForMessage(kind: Kind.broadcast)
      try sendToChildren(message.bytes, kind: Kind.broadcast)
      guard message.bytes.first == 1 else { throw CommunicatorError.rankZeroFailed }
      return Array(message.bytes.dropFirst())
    }
    do {
      let bytes = try make()
      try sendToChildren([1] + bytes, kind: Kind.broadcast)
      return bytes
    } catch {
      try sendToChildren([0], kind: Kind.broadcast)
      throw error
    }
  }

  /// Every rank prepares something, and all go on only if all of them could: the model on each node, say.
  ///
  /// - Throws: on the rank that failed what `prepare` throws; on rank 0 `CommunicatorError.rankFailed` with that
  ///   rank's reason; on the others `CommunicatorError.rankZeroFailed`.
  public func prepareOnAllRanks<T>(_ prepare: () throws -> T) throws -> T {
    let result = Result { try prepare() }
    let reason: String? =
      switch result {
      case .success: nil
      case .failure(let error): "\(error)"
      }
    guard rank == 0 else {
      let host = Communicator.hostName
      try send(Array((reason.map { "\(host)\n\($0)" } ?? "").utf8), kind: Kind.report, to: 0)
      let verdict = try waitForMessage(kind: Kind.verdict)
      try sendToChildren(verdict.bytes, kind: Kind.verdict)
      let value = try result.get()
      guard verdict.bytes == [1] else { throw CommunicatorError.rankZeroFailed }
      return value
    }
    var failure: CommunicatorError?
    for _ in 1..<max(size, 1) {
      let report = try waitForMessage(kind: Kind.report)
      guard !report.bytes.isEmpty, failure == nil else { continue }
      let parts = String(decoding: report.bytes, as: UTF8.self).split(separator: "\n", maxSplits: 1)
      failure = .rankFailed(
        rank: report.source, host: String(parts.first ?? ""), reason: String(parts.dropFirst().first ?? ""))
    }
    try sendToChildren([reason == nil && failure == nil ? 1 : 0], kind: Kind.verdict)
    let value = try result.get()
    if let failure { throw failure }
    return value
  }

  /// Sends to this rank's children in a binomial tree rooted at rank 0; each of them does the same. No rank sends to more
  /// than log2 of the number of ranks.
  private func sendToChildren(_ bytes: [UInt8], kind: UInt8) throws {
    let bytes = SharedBytes(bytes)
    var step = 1
    while step <= rank { step *= 2 }
    while rank + step < size {
      try send(bytes, kind: kind, to: rank + step)
      step *= 2
    }
  }
}
