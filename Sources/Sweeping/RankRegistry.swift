import Storing
import Timing

/// What rank 0 knows of the ranks, itself included.
struct RankRegistry {
  let count: Int
  var timings: [Int: RankTiming] = [:]
  /// A signal that some rank received.
  var signal: Int32?
  /// Ranks that have shut down.
  private(set) var departed: Set<Int> = []
  private(set) var abandoned = 0
  private var hosts: [Int: String] = [:]
  /// Time since each rank's last message.
  private var silence: [Stopwatch]
  private var sinceCheck = Stopwatch()

  init(count: Int) {
    self.count = count
    silence = Array(repeating: Stopwatch(), count: count)
  }

  var allHaveShutDown: Bool { departed.count == count }

  func host(of rank: Int) -> String { hosts[rank] ?? "an unknown host" }

  mutating func register(rank: Int, host: String) { hosts[rank] = host }

  mutating func noteMessage(from rank: Int) { silence[rank].restart() }

  mutating func shutDown(_ rank: Int, abandoned: Int) {
    departed.insert(rank)
    self.abandoned += abandoned
  }

  /// Looks once a second.
  ///
  /// - Throws: when a rank has sent nothing for longer than `limit` seconds.
  mutating func checkSilence(limit: Double) throws {
    guard sinceCheck.seconds >= 1 else { return }
    sinceCheck.restart()
    for (rank, watch) in silence.enumerated() where watch.seconds > limit {
      throw SweepError.rankSilent(rank: rank, host: host(of: rank), seconds: Int(limit))
    }
  }
}
