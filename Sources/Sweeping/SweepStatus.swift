import Foundation
import Storing

/// How far a sweep is, as rank 0 writes it beside the store every few seconds. Reading it disturbs nothing.
public struct SweepStatus: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable {
    case running
    /// Every item has a record.
    case finished
    /// By a signal.
    case stopped
    /// By an error.
    case failed
    /// Its process is gone without a word.
    case died
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

  /// Half the width of a 95 % interval of ``secondsLeft``, from how many items the rate rests on and how many are to come, as
  /// if they came at random (a Poisson process); nil before the fourth.
  public var secondsLeftUncertainty: Double? {
    guard let rate, recorded >= 4 else { return nil }
    let left = Double(total - done)
    return 1.96 * (left / rate) * (1 / Double(recorded) + 1 / max(left, 1)).squareRoot()
  }

  public func json() throws -> String { String(decoding: try encoded(), as: UTF8.self) }

  private func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(self)
  }

  /// Replaces the file in `directory` in one step.
  func write(to directory: String) throws {
    try encoded().write(to: URL(fileURLWithPath: directory + "/" + Self.fileName), options: .atomic)
  }

  /// The latest status that a sweep left in `directory`; nil when none did.
  init?(readingFrom directory: String) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: directory + "/" + Self.fileName)),
      let status = try? JSONDecoder().decode(SweepStatus.self, from: data)
    else { return nil }
    self = status
  }

  /// How far the run in `directory` is. While a sweep runs its own word counts, otherwise the store.
  ///
  /// - Throws: `RunStoreError` when there is no run in `directory`.
  public static func current(of directory: String) throws -> SweepStatus {
    let store: RunStore
    do {
      store = try RunStore(reading: directory)
    } catch RunStoreError.inUse {
      // A sweep that began a moment ago has not spoken yet.
      guard let status = SweepStatus(readingFrom: directory) else { throw RunStoreError.inUse(directory: directory) }
      return status
    }
    defer { try? store.close() }
    return try SweepStatus(of: store, last: SweepStatus(readingFrom: directory))
  }

  private init(of store: RunStore, last: SweepStatus?) throws {
    let counts = try store.counts()
    let run = try store.runHistory().last
    let timings = try store.rankTimings()
    state =
      switch run?.ending {
      case "finished": .finished
      case "stopped": .stopped
      case "failed": .failed
      default: run == nil ? .finished : .died
      }
    host = run?.host ?? ""
    process = last?.process ?? 0
    started = run?.started.timeIntervalSince1970 ?? 0
    // What a dead sweep said last, if that was the same run.
    let lastWord = last.flatMap { $0.updated >= (run?.started.timeIntervalSince1970 ?? 0) ? $0 : nil }
    updated = run?.ended?.timeIntervalSince1970 ?? lastWord?.updated ?? started
    total = try store.runDescription().expectedCount
    done = counts.total
    failed = counts.failedTotal
    recorded = run.map { run in (try? store.countOfItems(ofRun: run.run)) ?? 0 } ?? 0
    inFlight = 0
    ranks = timings.isEmpty ? lastWord?.ranks ?? [] : timings
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
