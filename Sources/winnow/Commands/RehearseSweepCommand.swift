import ArgumentParser
import Foundation
import MessagePassing
import Reproducibility
import Saliency
import Storing
import Sweeping

/// Sweeps over items that only sleep: shows how well the hand-out of work does, and how it survives what is done to it.
struct RehearseSweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse-sweep", abstract: "Sweep over items that only sleep (for developers).",
    shouldDisplay: false)

  @Option(help: "Run directory.") var output: String
  @Option(help: "Number of items.") var items = 1000
  @Option(help: "Mean seconds of an item; their logarithm is normally distributed.") var mean = 0.05
  @Option(help: "Standard deviation of that logarithm.") var sigma = 1.5
  @Option(help: "Decides the durations.") var seed: UInt64 = 1
  @Option(help: "Bytes of a record.") var recordBytes = 256
  @Option(help: "Worker threads of each rank.") var threads: Int?
  @Option(parsing: .upToNextOption, help: "Items that crash the process that works on them.") var crashing: [Int] = []
  @Option(parsing: .upToNextOption, help: "Items that take all the memory they get.") var devouring: [Int] = []
  @Option(help: "MiB that a rank may take.") var memoryLimit: Int?
  @Option(help: "Seconds that an item may take.") var itemSeconds: Double?
  @Option(help: "No progress, no words: none, bar, lines.") var progress = "lines"
  @Flag(help: "Print the figures as JSON at the end.") var figures = false

  func run() throws {
    if let memoryLimit { try MemoryLimit.set(bytes: memoryLimit << 20) }
    let communicator = try Communicator.world()
    let rehearsal = Rehearsal(
      mean: mean, sigma: sigma, seed: seed, recordBytes: recordBytes, crashing: Set(crashing), devouring: Set(devouring)
    )
    var settings = SweepSettings()
    settings.threads = threads
    settings.itemTimeLimit = itemSeconds
    let run = RunDescription(jobText: rehearsal.description + "\n", itemCount: items)
    let reporter = ProgressReporter(progress == "none" ? .silent : progress == "bar" ? .bar : .lines)
    let ranks = communicator.size
    let sweep = Sweep(
      communicator: communicator, indices: IndexSet(0..<items), settings: settings,
      store: { try RunStore(creatingOrOpening: output, run: run) }, progress: reporter,
      makeProcessor: { rehearsal.makeProcessor() })
    let summary: SweepSummary
    do {
      summary = try sweep.run()
    } catch {
      guard communicator.rank == 0 else { throw ExitCode.success }
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      throw ExitCode((SweepExitCode(error) ?? .failure).rawValue)
    }
    guard communicator.rank == 0 else { SweepExitCode.finished.leave() }
    if figures { try printFigures(summary, rehearsal: rehearsal, workers: ranks * sweep.threads) }
    summary.exitCode.leave()
  }

  private func printFigures(_ summary: SweepSummary, rehearsal: Rehearsal, workers: Int) throws {
    let durations = (0..<items).map(rehearsal.duration)
    let greedy = Rehearsal.greedySchedule(durations, workers: workers)
    let bound = max(durations.max() ?? 0, durations.reduce(0, +) / Double(workers))
    let figures: [String: Double] = [
      "elapsed": summary.elapsed, "greedy_schedule": greedy, "lower_bound": bound,
      // Items that take no time have no schedule to compare with.
      "over_greedy": greedy > 0 ? summary.elapsed / greedy - 1 : 0,
      "over_bound": bound > 0 ? summary.elapsed / bound - 1 : 0,
      "records_per_second": Double(summary.recorded) / summary.elapsed, "workers": Double(workers),
      "peak_memory_of_a_rank": Double(summary.timings.map(\.peakMemory).max() ?? 0),
      "store_seconds": summary.timings.first?.io ?? 0, "mpi_seconds_of_rank_0": summary.timings.first?.mpi ?? 0,
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(figures), as: UTF8.self))
  }
}

/// The items of a rehearsal.
struct Rehearsal: Sendable, CustomStringConvertible {
  var mean: Double
  var sigma: Double
  var seed: UInt64
  var recordBytes: Int
  var crashing: Set<Int>
  var devouring: Set<Int>

  var description: String { "rehearsal: mean \(mean) s, sigma \(sigma), seed \(seed), records of \(recordBytes) bytes" }

  func makeProcessor() -> any ItemProcessor { Sleeper(rehearsal: self) }

  /// Seconds that item `index` sleeps.
  func duration(_ index: Int) -> Double {
    var generator = SplitMix64(state: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
    let (u, v) = (
      Double.random(in: .leastNonzeroMagnitude..<1, using: &generator), Double.random(in: 0..<1, using: &generator)
    )
    let normal = (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
    // The mean of a log-normal distribution lies above its median by exp(sigma² / 2).
    return mean * exp(sigma * normal - sigma * sigma / 2)
  }

  /// A mask that makes a record of the size that is asked for: masks are stored as they are, not compressed.
  func mask(_ index: Int) -> MaskRecord {
    var generator = SplitMix64(state: seed ^ UInt64(index))
    var bits: [Bool] = []
    bits.reserveCapacity(8 * recordBytes)
    while bits.count < 8 * recordBytes {
      let word = generator.next()
      for bit in 0..<64 { bits.append(word >> UInt64(bit) & 1 == 1) }
    }
    return MaskRecord(name: "noise", height: 1, width: bits.count, window: 1, bits: bits)
  }

  /// Seconds until all is done when whoever is idle takes the next item at once, at no cost: the best that can be done
  /// in this order without knowing the durations.
  static func greedySchedule(_ durations: [Double], workers: Int) -> Double {
    var ends = [Double](repeating: 0, count: workers)
    for duration in durations {
      let next = ends.indices.min { ends[$0] < ends[$1] } ?? 0
      ends[next] += duration
    }
    return ends.max() ?? 0
  }

  private final class Sleeper: ItemProcessor {
    let rehearsal: Rehearsal

    init(rehearsal: Rehearsal) { self.rehearsal = rehearsal }

    /// Takes 64 MiB after 64 MiB, each page of them.
    private static func devour() -> Never {
      var taken: [[UInt8]] = []
      while true { taken.append([UInt8](repeating: UInt8(truncatingIfNeeded: taken.count), count: 64 << 20)) }
    }

    func process(_ index: Int) -> ItemRecord {
      if rehearsal.crashing.contains(index) { abort() }
      if rehearsal.devouring.contains(index) { Self.devour() }
      let duration = rehearsal.duration(index)
      Thread.sleep(forTimeInterval: duration)
      let explanation = ExplanationRecord(
        method: "sleep", values: [NamedValue("seconds", duration)], masks: [rehearsal.mask(index)])
      return ItemRecord(
        index: index, id: "#\(index)", label: nil,
        outcome: .explained(ExplainedItem(target: 0, predicted: 0, probability: 1, explanations: [explanation])),
        provenance: Provenance(rank: 0, stages: [Provenance.Stage("sleep", duration)]))
    }
  }
}
