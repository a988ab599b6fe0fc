import Foundation
import Storing
import Testing

@testable import Sweeping

struct IsolatedProcessorTests {
  /// An isolated process played by a shell script.
  private func processor(_ script: String) -> IsolatedProcessor {
    let command = IsolatedProcessor.Command(
      executable: "/bin/sh", arguments: ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"])
    return IsolatedProcessor(command: command, pause: 0)
  }

  private func failure(_ script: String) -> String? {
    if case .fatal(let failure) = processor(script).process(1) { failure.message } else { nil }
  }

  private let handshake = "printf 'winnow worker 1'; head -c 8 > /dev/null; "

  @Test func aProcessThatDiesOfItsItemIsAFailureThatSaysHow() {
    #expect(failure(handshake + "kill -SEGV $$")?.contains("(signal 11)") == true)
    #expect(failure(handshake + "exit 3")?.contains("exit code 3") == true)
  }

  @Test func aKilledProcessIsLookedAtTwice() throws {
    let count = NSTemporaryDirectory() + "winnow-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: count) }
    #expect(failure(handshake + "echo x >> \(count); kill -KILL $$")?.contains("memory") == true)
    #expect(try String(contentsOfFile: count, encoding: .utf8) == "x\nx\n")
  }

  @Test func aProcessWithoutItsHandshakeIsNotUsed() {
    for script in ["exit 0", "printf 'something else, and longer'", "kill -KILL $$"] {
      guard case .unavailable = processor(script).process(1) else {
        Issue.record("\(script) was taken for an isolated process")
        return
      }
    }
    let missing = IsolatedProcessor.Command(executable: "/nonexistent", arguments: [], environment: [:])
    guard case .unavailable = IsolatedProcessor(command: missing).process(1) else {
      Issue.record("a missing program was taken for an isolated process")
      return
    }
  }

  @Test func recordsPassThePipe() throws {
    let pipe = Pipe()
    let record = Squarer.record(9)
    try IsolationPipe.write(record, to: pipe.fileHandleForWriting)
    try IsolationPipe.write(Squarer.record(3), to: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    #expect(IsolationPipe.readRecord(from: pipe.fileHandleForReading) == record)
    #expect(IsolationPipe.readRecord(from: pipe.fileHandleForReading) == Squarer.record(3))
    #expect(IsolationPipe.readRecord(from: pipe.fileHandleForReading) == nil)
  }

  @Test func suspectsAreTriedInIsolationAndFailWithTheirName() throws {
    let directory = RunDirectory(items: 10)
    let store = try directory.open()
    try store.commit([], marking: [InFlightMark(item: 4, rank: 0)])
    try store.close()
    var settings = quickSettings
    let script = handshake + "exit 9"
    settings.isolation = .command(executable: "/bin/sh", arguments: ["sh", "-c", script], environment: [:])
    let summary = try sweep(into: directory, items: IndexSet(0..<9), ranks: 2, settings: settings)
    #expect(summary.recorded == 9)
    let record = try #require(try RunStore(reading: directory.path).record(at: 4))
    #expect(record.id == "#4")
    guard case .failed(let failure) = record.outcome else {
      Issue.record("the item was not tried in isolation")
      return
    }
    #expect(failure.kind == "crash")
  }
}
