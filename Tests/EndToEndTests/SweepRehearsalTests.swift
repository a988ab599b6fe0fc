import Foundation
import Storing
import Testing

/// Sweeps of the real program under the real mpirun, over items that only sleep.
@Suite(.serialized, .enabled(if: WinnowProgram.hasMPI, "mpirun is not installed")) struct SweepRehearsalTests {
  private let root = try! TemporaryFolder()

  private func start(
    _ directory: String, items: Int = 200, crashing: [Int] = [], ranks: Int? = nil
  ) throws -> WinnowProgram {
    var arguments = ["rehearse-sweep", "--output", root.path(directory), "--items", "\(items)"]
    arguments += ["--mean", "0.005", "--threads", "2"]
    if !crashing.isEmpty { arguments += ["--crashing"] + crashing.map(String.init) }
    return try WinnowProgram(arguments, ranks: ranks, environment: ["SWIFT_BACKTRACE": "enable=no"])
  }

  /// Returns a moment after the program has begun to sweep into a directory.
  private func waitUntilSweeping(_ program: WinnowProgram, _ directory: String) {
    let begun = Date()
    let status = URL(filePath: root.path(directory)).appending(path: "status.json").path
    while program.process.isRunning {
      let written = try? FileManager.default.attributesOfItem(atPath: status)[.modificationDate] as? Date
      if let written, written > begun { break }
      usleep(20_000)
    }
    usleep(200_000)
  }

  /// The stored records without what may differ between runs.
  private func results(_ directory: String) throws -> [ItemRecord] {
    try RunStore(reading: root.path(directory)).records().map {
      var record = $0
      record.provenance = Provenance(rank: 0, stages: [])
      return record
    }
  }

  @Test func aKilledRankEndsTheJobAndTheSameCommandFinishesIt() throws {
    #expect(try start("undisturbed", items: 600).result().status == 0)
    for victim in [2, 0] {
      let program = try start("killed", items: 600, ranks: 3)
      waitUntilSweeping(program, "killed")
      let ranks = program.ranks
      if victim < ranks.count { kill(ranks[victim], SIGKILL) }
      let result = try program.result()
      // A quick machine may have left nothing to kill.
      guard result.status != 0 else { continue }
      #expect(result.status == 137 || result.errors.contains("start the same command again"), "\(result.errors)")
    }
    let last = try start("killed", items: 600, ranks: 3).result()
    #expect(last.status == 0, "\(last.errors)")
    #expect(try results("killed") == results("undisturbed"))
  }

  @Test func anItemThatKillsItsProcessIsTriedAloneAndThenFailed() throws {
    var outcomes: [WinnowProgram.Result] = []
    // Each of the two may take a sweep down with it.
    for _ in 0..<3 where outcomes.last?.status != 0 {
      outcomes.append(try start("crashing", crashing: [20, 120], ranks: 2).result())
    }
    #expect(outcomes.first?.status != 0)
    #expect(outcomes.last?.status == 0, "\(outcomes.last?.errors ?? "")")
    let records = try results("crashing")
    #expect(records.count == 200)
    let failures = records.compactMap { record -> (Int, String)? in
      if case .failed(let failure) = record.outcome { (record.index, failure.kind) } else { nil }
    }
    #expect(failures.map(\.0) == [20, 120])
    #expect(failures.allSatisfy { $0.1 == "crash" })
  }

  @Test func aSecondSweepOnADirectoryIsRefusedAndStatusLooksOn() throws {
    let first = try start("busy", items: 20_000, ranks: 2)
    waitUntilSweeping(first, "busy")
    let status = try WinnowProgram.run("status", root.path("busy"), "--json")
    let second = try start("busy", items: 20_000, ranks: 2).result()
    for rank in first.ranks { kill(rank, SIGTERM) }
    let ended = try first.result()
    #expect(status.status == 0, "\(status.errors)")
    #expect(status.output.contains("\"state\" : \"running\""))
    #expect(second.status == 73, "\(second.errors)")
    #expect(second.errors.contains("in use by another sweep"))
    // The ranks stop in good order.
    #expect(ended.status == 75, "\(ended.errors)")
    #expect(try WinnowProgram.run("status", root.path("busy")).output.contains("stopped by a signal"))
  }
}

extension WinnowProgram {
  /// Process numbers of the ranks: on a single host they are mpirun's own children.
  fileprivate var ranks: [pid_t] {
    let number = process.processIdentifier
    let children = try? String(contentsOfFile: "/proc/\(number)/task/\(number)/children", encoding: .utf8)
    return (children ?? "").split(separator: " ").compactMap { pid_t($0) }
  }
}
