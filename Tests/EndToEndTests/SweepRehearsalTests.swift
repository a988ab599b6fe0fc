import Foundation
import Storing
import TestSupport
import Testing

/// Sweeps of the real program under the real mpirun, over items that only sleep.
@Suite(.serialized, .enabled(if: WinnowProgram.hasMPI, "mpirun, or the library for it, is not there"))
struct SweepRehearsalTests {
  private let root = try! TemporaryFolder()

  private func start(
    _ directory: String, items: Int = 200, crashing: [Int] = [], ranks: Int? = nil, more: [String] = []
  ) throws -> WinnowProgram {
    var arguments = ["rehearse-sweep", "--output", root.path(directory), "--items", "\(items)"]
    arguments += ["--mean", "0.005", "--threads", "2"]
    arguments += more
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
      // Open MPI's mpirun ends with 128 plus the signal, MPICH's with the signal.
      let isKill = [137, 9].contains(result.status)
      #expect(isKill || result.errors.contains("start the same command again"), "\(result.status): \(result.errors)")
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

  @Test func anItemThatTakesTooMuchMemoryFailsAndItsNodeStaysUp() throws {
    let limits = ["--memory-limit", "1500", "--devouring", "30"]
    let first = try start("devoured", ranks: 2, more: limits).result()
    #expect(first.status != 0)
    let second = try start("devoured", ranks: 2, more: limits).result()
    #expect(second.status == 0, "\(second.errors)")
    let failures = try results("devoured").compactMap { record -> String? in
      if case .failed(let failure) = record.outcome {
        "\(record.index) \(failure.kind): \(failure.message)"
      } else {
        nil
      }
    }
    #expect(failures.count == 1)
    #expect(
      failures.first?.hasPrefix("30 crash") == true && failures.first?.contains("1500 MiB") == true, "\(failures)")
  }

  @Test func anItemThatTakesTooLongFails() throws {
    // By far the most items sleep a few milliseconds, but the distribution has a long tail.
    let result = try start("slow", ranks: 2, more: ["--item-seconds", "0.05"]).result()
    #expect(result.status == 0, "\(result.errors)")
    let failures = try results("slow").compactMap { record -> String? in
      if case .failed(let failure) = record.outcome { failure.kind } else { nil }
    }
    #expect(!failures.isEmpty && failures.count < 20 && failures.allSatisfy { $0 == "time-limit" })
  }

  @Test func aRunDirectoryThatIsPulledEndsTheSweepAndPutBackItGoesOn() throws {
    #expect(try start("whole", items: 2000).result().status == 0)
    let program = try start("pulled", items: 2000, ranks: 2)
    waitUntilSweeping(program, "pulled")
    try FileManager.default.moveItem(atPath: root.path("pulled"), toPath: root.path("elsewhere"))
    let result = try program.result()
    #expect(result.status == 75, "\(result.errors)")
    #expect(result.errors.contains("moved or deleted"), "\(result.errors)")
    try? FileManager.default.removeItem(atPath: root.path("pulled"))
    try FileManager.default.moveItem(atPath: root.path("elsewhere"), toPath: root.path("pulled"))
    let last = try start("pulled", items: 2000, ranks: 2).result()
    #expect(last.status == 0, "\(last.errors)")
    #expect(try results("pulled") == results("whole"))
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a small file system to fill"))
  func aFullDiskEndsTheSweepAndWithRoomItGoesOn() throws {
    let records = ["--record-bytes", "4096"]
    #expect(try start("roomy", items: 1000, more: records).result().status == 0)
    let disk = try SmallDisk(at: root.path("disk"), mebibytes: 2)
    let full = try start("disk/run", items: 1000, ranks: 2, more: records).result()
    #expect(full.status == 75, "\(full.errors)")
    #expect(full.errors.contains("the disk is full"), "\(full.errors)")
    try disk.resize(mebibytes: 64)
    let last = try start("disk/run", items: 1000, ranks: 2, more: records).result()
    #expect(last.status == 0, "\(last.errors)")
    #expect(try results("disk/run") == results("roomy"))
  }

  @Test func aSecondSweepOnADirectoryIsRefusedAndStatusLooksOn() throws {
    let first = try start("busy", items: 200_000, ranks: 2)
    waitUntilSweeping(first, "busy")
    let status = try WinnowProgram.run("status", root.path("busy"), "--json")
    let second = try start("busy", items: 200_000, ranks: 2).result()
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
