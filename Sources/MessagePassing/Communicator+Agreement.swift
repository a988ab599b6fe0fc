import Foundation

// Steps that all ranks take together. Each rank must take the same steps in the same order.
extension Communicator {
  /// Kinds of message that belong to these steps; other parts of a program must use kinds below 250.
  private enum Kind {
    static let shared: UInt8 = 250
    static let report: UInt8 = 252
    static let verdict: UInt8 = 253
  }

  /// Rank 0 makes something, and every rank gets it: the listing of a data set, say, which would be a burden on the
  /// file system when thousands of ranks made it.
  ///
  /// - Throws: on rank 0 what `make` throws; then on the others `CommunicatorError.rankZeroFailed`, so that all stop.
  public func sharedFromRankZero(_ make: () throws -> [UInt8]) throws -> [UInt8] {
    guard rank == 0 else {
      let message = try waitForMessage(kind: Kind.shared)
      try passDown(message.bytes, kind: Kind.shared)
      guard message.bytes.first == 1 else { throw CommunicatorError.rankZeroFailed }
      return Array(message.bytes.dropFirst())
    }
    do {
      let bytes = try make()
      try passDown([1] + bytes, kind: Kind.shared)
      return bytes
    } catch {
      try passDown([0], kind: Kind.shared)
      throw error
    }
  }

  /// Every rank prepares something, and all go on only if all of them could: the model on each node, say.
  ///
  /// - Throws: on the rank that failed what `prepare` throws; on rank 0 `CommunicatorError.rankFailed` with that
  ///   rank's reason; on the others `CommunicatorError.rankZeroFailed`.
  public func allPrepared<T>(_ prepare: () throws -> T) throws -> T {
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
      try passDown(verdict.bytes, kind: Kind.verdict)
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
    try passDown([reason == nil && failure == nil ? 1 : 0], kind: Kind.verdict)
    let value = try result.get()
    if let failure { throw failure }
    return value
  }

  /// Sends to the ranks below this one in a binomial tree rooted at rank 0, each of which does the same: no rank sends
  /// to more than log2 of their number.
  private func passDown(_ bytes: [UInt8], kind: UInt8) throws {
    let bytes = SharedBytes(bytes)
    var step = 1
    while step <= rank { step *= 2 }
    while rank + step < size {
      try send(bytes, kind: kind, to: rank + step)
      step *= 2
    }
  }
}
