import Logging

/// How a sweep is run. None of it changes the results.
public struct SweepSettings: Sendable {
  /// Worker threads of each rank; nil for the node's cores divided by its ranks.
  public var threads: Int?
  /// Tries items again that are stored as failed.
  public var retryFailed = false
  /// A rank asks for work early enough to have this many seconds of it in hand.
  public var leadTime = 0.1
  /// The most items a thread has in hand beside the one it works on.
  public var maximalLead = 256
  /// On SIGUSR1, a scheduler's warning: seconds that items in flight are given to finish.
  public var warningGrace = 20.0
  /// On SIGTERM and SIGINT: the same. Open MPI kills one second after SIGTERM.
  public var terminationGrace = 0.4
  /// A rank that is silent for so many seconds is given up, and the sweep with it.
  public var silenceLimit = 300.0
  /// Rank 0 takes in no more records while so many bytes of them wait to be stored.
  public var backlogLimit = 64 << 20
  /// Seconds after which an item is given up and recorded as failed; nil for any time it takes.
  public var itemTimeLimit: Double?
  /// Where items are tried that were in flight when an earlier sweep died.
  public var isolation = ProcessIsolation.sameCommand
  /// Versions of the program and its libraries, written down with the run.
  public var versions: [String: String] = [:]
  /// Quiet by default; every line names its rank.
  public var logger: Logger

  public init(logLevel: LogLevel = .error) {
    logger = Logger(label: "winnow.sweep") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = logLevel.level
  }

  /// How much is logged: each level includes those after it.
  public enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error

    var level: Logger.Level {
      switch self {
      case .trace: .trace
      case .debug: .debug
      case .info: .info
      case .notice: .notice
      case .warning: .warning
      case .error: .error
      }
    }
  }
}
