import Foundation

/// Where items are tried alone that may have killed a process: in a process of their own.
public struct ProcessIsolation: Sendable {
  /// Makes a processor that works in another process; nil where there is no isolation, and then such items are worked on
  /// like all others.
  let makeProcessor: @Sendable () -> IsolatedProcessor?

  /// No isolation.
  public static let none = ProcessIsolation { nil }

  /// Runs this process's own command once more. There `Sweep.run` notices that it is isolated: it opens no store and
  /// talks to no rank, but works on the items whose numbers come on standard input.
  public static let sameCommand = command(
    executable: "/proc/self/exe", arguments: CommandLine.arguments, environment: ProcessInfo.processInfo.environment)

  /// Runs a command that calls `Sweep.run`.
  static func command(executable: String, arguments: [String], environment: [String: String]) -> ProcessIsolation {
    ProcessIsolation {
      // What mpirun and srun tell their processes would make the new one join MPI.
      let launchers = ["OMPI_", "PMIX_", "PMI_", "ORTE_", "SLURM_STEP_"]
      var environment = environment.filter { name, _ in !launchers.contains { name.hasPrefix($0) } }
      environment[variable] = "1"
      return IsolatedProcessor(
        command: .init(executable: executable, arguments: arguments, environment: environment))
    }
  }

  /// Set in the environment of an isolated process.
  static let variable = "WINNOW_ISOLATED"

  /// Is this an isolated process?
  static var isInside: Bool { ProcessInfo.processInfo.environment[variable] != nil }

  /// The work of an isolated process: reads item numbers from standard input, writes records to standard
  /// output, and ends when the input does, even in the middle of an item.
  static func serve(_ makeProcessor: () throws -> any ItemProcessor) throws -> Never {
    // When memory runs out, this process is the one to go. Where that cannot be asked for, it may be another.
    try? Data("1000".utf8).write(to: URL(fileURLWithPath: "/proc/self/oom_score_adj"))
    for number in SignalWatcher.signals { _ = Foundation.signal(number, SIG_IGN) }
    // Libraries may print: what they print must not get between the records.
    let output = FileHandle(fileDescriptor: dup(STDOUT_FILENO))
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let processor = try makeProcessor()
    let requests = IsolationPipe.requests(from: FileHandle.standardInput) { _exit(0) }
    try IsolationPipe.writeReady(to: output)
    while true {
      let record = processor.process(requests.next())
      try IsolationPipe.write(record, to: output)
    }
  }
}
