import ArgumentParser
import Datasets
import Foundation
import Jobs
import MessagePassing
import Reporting
import Storing
import Sweeping
import Timing

/// `winnow run`: a job over its whole data set, on every rank that mpirun started.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Explain every item of a data set, as a job file says.",
    discussion: """
      Start it with mpirun to spread the work over ranks:

        mpirun -n 8 winnow run Jobs/demo.yaml --output runs/demo

      Started again with the same output directory it goes on where it stopped: items that have a record are not redone.

      Exit codes: 0 every item has a record; 3 every single item failed; 64 wrong command line; 65 wrong job, model or \
      data; 73 the output directory cannot be used; 75 ended early, start the same command again.
      """)

  @Argument(help: ArgumentHelp("The job file (YAML).", valueName: "job"))
  var job: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The run directory: the store and all results.", valueName: "directory"))
  var output: String

  @OptionGroup var settings: JobOverrideOptions

  @Option(
    help: ArgumentHelp("Worker threads of each rank (default: the node's cores divided by its ranks).", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Log what the ranks do on standard error, from this level on.", valueName: "level"))
  var logLevel: SweepSettings.LogLevel = .error

  @Option(
    help: ArgumentHelp(
      "Give up items that take longer, as failed (default: any time).", valueName: "seconds"))
  var itemSeconds: Double?

  @Option(
    help: ArgumentHelp(
      "Memory that a rank may take: an item that wants more ends as failed, after a restart (default: what there is).",
      valueName: "MiB"))
  var memoryLimit: Int?

  @Flag(help: "Try items again that are stored as failed.")
  var retryFailed = false

  @Option(help: ArgumentHelp("Overlays to draw, instead of the job's number: a count or all.", valueName: "n"))
  var overlays: String?

  @Option(
    help: ArgumentHelp("Only this part of the items, for job arrays; join the parts by winnow merge.", valueName: "i/n")
  )
  var shard: String?

  @Flag(help: "Only sweep; write the report later with winnow report.")
  var noReport = false

  @Option(
    help: ArgumentHelp(
      "Run this by the shell when the sweep ends or fails, on rank 0, with WINNOW_OUTPUT and WINNOW_EXIT_CODE set.",
      valueName: "command"))
  var onEnd: String?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
    if let itemSeconds, !(itemSeconds > 0) { throw ValidationError("--item-seconds must be above 0.") }
    if let memoryLimit, !(64...(1 << 30)).contains(memoryLimit) {
      throw ValidationError("--memory-limit must be at least 64 MiB.")
    }
    if let shard, Selection.Shard(parsing: shard) == nil {
      throw ValidationError("--shard takes i/n with i from 1 to n, such as 3/8, not '\(shard)'.")
    }
    if let overlays, overlays != "all", Int(overlays) == nil {
      throw ValidationError("--overlays takes a number or all, not '\(overlays)'.")
    }
  }

  func run() throws {
    let communicator = try Communicator.world()
    let code: SweepExitCode
    do {
      code = try sweep(communicator)
    } catch {
      code = CommandFailure.report(error, rank: communicator.rank)
    }
    if communicator.rank == 0 { runCommandOnEnd(code) }
    code.leave()
  }

  /// Tells whoever wants to know; what becomes of that changes nothing for the sweep.
  private func runCommandOnEnd(_ code: SweepExitCode) {
    guard let onEnd else { return }
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", onEnd]
    let result = ["WINNOW_OUTPUT": output, "WINNOW_EXIT_CODE": "\(code.rawValue)", "WINNOW_MEANING": code.meaning]
    shell.environment = ProcessInfo.processInfo.environment.merging(result) { $1 }
    do { try shell.run() } catch {
      return Console.say("Warning: --on-end: \(error.localizedDescription)")
    }
    let deadline = Deadline(secondsFromNow: 60)
    while shell.isRunning, !deadline.hasPassed { usleep(20_000) }
    if shell.isRunning {
      shell.terminate()
      Console.say("Warning: --on-end took more than 60 s and was ended")
    } else if shell.terminationStatus != 0 {
      Console.say("Warning: --on-end ended with \(shell.terminationStatus)")
    }
  }

  private func sweep(_ communicator: Communicator) throws -> SweepExitCode {
    if let memoryLimit { try MemoryLimit.set(bytes: memoryLimit << 20) }
    let directory = URL(filePath: output, directoryHint: .isDirectory)
    let manifest = directory.appending(path: RunReport.manifestName)
    let file = try communicator.prepareOnAllRanks { try settings.jobFile(at: job) }
    // Rank 0 lists the data set once; the others read its list.
    _ = try communicator.broadcast {
      try RunDirectory.create(directory)
      _ = try file.data.open(manifest: manifest)
      return []
    }
    var preparing = try communicator.prepareOnAllRanks { try PreparedJob(file, manifest: manifest) }
    if preparing.needsFitting { try fitGenerator(of: &preparing, communicator) }
    let prepared = preparing
    let preflight = communicator.rank == 0 ? try? prepared.preflight() : nil
    for warning in preflight?.warnings ?? [] { Console.say("Warning: \(warning)") }

    var sweeping = SweepSettings(logLevel: logLevel)
    sweeping.threads = threads
    sweeping.retryFailed = retryFailed
    sweeping.itemTimeLimit = itemSeconds
    sweeping.versions = Versions.all
    let rank = communicator.rank
    let part = shard.flatMap { Selection.Shard(parsing: $0) }
    let indices = try communicator.prepareOnAllRanks { try prepared.indices(shard: part) }
    if rank == 0, let cost = try? prepared.scoringCost() {
      let workers = communicator.size * (threads ?? communicator.coreShare)
      Console.say(cost.text(items: indices.count, workers: workers))
    }
    let sweep = Sweep(
      communicator: communicator, indices: indices, settings: sweeping,
      store: {
        var run = try prepared.runDescription(indices: indices, shard: part)
        run.inputRange = preflight?.inputRange
        return try RunStore(
          creatingOrOpening: directory.path, run: run, olderFingerprint: prepared.olderFingerprint)
      },
      makeProcessor: { JobProcessor(try ItemPipeline(job: prepared, rank: rank), dataset: prepared.dataset) })
    let summary = try sweep.run()
    guard rank == 0 else { return summary.exitCode }
    if summary.ending == .finished, !noReport {
      let report = RunReport(runDirectory: directory.path, prepared: prepared, overlays: overlays)
      for finding in try report.write().findings { Console.say("- \(finding)") }
    }
    Console.say(Self.closing(summary, directory: output, report: !noReport))
    return summary.exitCode
  }

  /// A first pass over the data set, shared out over the ranks, for a generator of its principal components.
  private func fitGenerator(of job: inout PreparedJob, _ communicator: Communicator) throws {
    if communicator.rank == 0 { Console.say("Fitting a generator to the data set ...") }
    let unfitted = job
    let moments = try communicator.prepareOnAllRanks {
      try unfitted.moments(
        rank: communicator.rank, ranks: communicator.size, threads: threads ?? communicator.coreShare)
    }
    try job.fitGenerator(words: try communicator.allReduceSum(moments))
  }

  /// What rank 0 says at the end.
  static func closing(_ summary: SweepSummary, directory: String, report: Bool) -> String {
    switch summary.ending {
    case .stopped(let signal):
      return "Stopped by signal \(signal); everything finished so far is stored. Start the same command again."
    case .finished:
      let failed = summary.failedInStore > 0 ? ", \(summary.failedInStore) of them failed (see results.csv)" : ""
      let place = report ? " Open \(directory)/report.html in a browser." : ""
      return "\(summary.total) items have a record\(failed).\(place)"
    }
  }
}

/// Lets the sweep's workers run a job's pipeline.
private final class JobProcessor: ItemProcessor {
  private let pipeline: ItemPipeline
  private let dataset: any ItemCollection
  let interruption = Interruption()

  init(_ pipeline: ItemPipeline, dataset: any ItemCollection) {
    self.pipeline = pipeline
    self.dataset = dataset
    pipeline.interrupt(when: { [interruption] in interruption.isWanted })
  }

  func process(_ index: Int) -> ItemRecord { pipeline.process(index) }

  func identify(_ index: Int) -> (id: String, label: Int?) {
    (try? dataset.item(index)).map { ($0.id, $0.label) } ?? ("#\(index)", nil)
  }
}

extension SweepSettings.LogLevel: ExpressibleByArgument {}
