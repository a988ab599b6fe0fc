import Foundation
import Storing

/// How far a sweep is, as rank 0 writes it beside the store every few seconds. Reading it disturbs nothing.
public struct SweepStatus: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable {
    case running, finished, stopped, failed
  }

  /// Name of the file in the run's directory.
  public static let fileName = "status.json"

  public var state: State
  /// Where rank 0 runs.
  public var host: String
  public var process: Int32
  /// Seconds since 1970.
  public var started: Double
  public var updated: Double
  /// Items the run is to cover; those with a record, and how many of them failed.
  public var total: Int
  public var done: Int
  public var failed: Int
  /// Recorded since `started`.
  public var recorded: Int
  /// Given to ranks and not yet recorded.
  public var inFlight: Int
  /// By rank, from each rank's latest word.
  public var ranks: [RankTiming]

  /// Items a second since `started`; nil before the first.
  public var rate: Double? { recorded > 0 && updated > started ? Double(recorded) / (updated - started) : nil }
  /// Nil before the first item.
  public var secondsLeft: Double? { rate.map { Double(total - done) / $0 } }

  /// Replaces the file in `directory` in one step.
  func write(to directory: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(self).write(to: URL(fileURLWithPath: directory + "/" + Self.fileName), options: .atomic)
  }

  /// The latest status in `directory`; nil when no sweep has left one there.
  public init?(readingFrom directory: String) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: directory + "/" + Self.fileName)),
      let status = try? JSONDecoder().decode(SweepStatus.self, from: data)
    else { return nil }
    self = status
  }

  init(
    state: State, host: String, process: Int32, started: Double, updated: Double, total: Int, done: Int, failed: Int,
    recorded: Int, inFlight: Int, ranks: [RankTiming]
  ) {
    self.state = state
    self.host = host
    self.process = process
    self.started = started
    self.updated = updated
    self.total = total
    self.done = done
    self.failed = failed
    self.recorded = recorded
    self.inFlight = inFlight
    self.ranks = ranks
  }
}
