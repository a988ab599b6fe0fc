import Explaining
import Saliency
import Scoring
import Timing

/// What a job's scores cost, beside its explanations.
public struct ScoringCost: Sendable, Equatable {
  /// Maps and masks of an item.
  public var maps: Int
  public var masks: Int
  /// Passes through the model for an item, at most.
  public var passes: Int
  /// Passes a second on one thread, as just measured.
  public var rate: Double

  /// - Parameter workers: threads of all ranks.
  public func hours(items: Int, workers: Int) -> Double {
    Double(passes) / rate * Double(items) / Double(max(1, workers)) / 3600
  }

  /// A sentence for people who are about to start a sweep.
  public func text(items: Int, workers: Int) -> String {
    func rounded(_ value: Double) -> String {
      value >= 10 ? "\(Int(value.rounded()))" : "\((value * 100).rounded() / 100)"
    }
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    let total = rounded(hours(items: items, workers: workers))
    let each = rounded(Double(passes) / rate)
    return "Scores take at most \(passes) passes an item (\(counted(maps, "map")), \(counted(masks, "mask"))): "
      + "\(each) s at \(rounded(rate)) passes a second on one thread, \(total) hours for \(counted(items, "item")) "
      + "on \(counted(workers, "thread")), beside the explanations themselves."
  }
}

extension PreparedJob {
  /// What the scores of an item cost, by their descriptions and by running the model for a moment.
  ///
  /// - Returns: nil where scores take no passes, for sentences, whose passes depend on their words, and for programs, which
  ///   are not started just to be measured.
  public func scoringCost(seconds: Double = 0.3) throws -> ScoringCost? {
    guard case .network(let network, .images, _) = model else { return nil }
    let descriptions = file.methods.map(\.description)
    let maps = descriptions.reduce(0) { $0 + $1.outputs.count }
    let masks = descriptions.count { $0.maskMeaning != nil }
    let passes = file.scores.passes(maps: maps, masks: masks)
    guard passes > 0 else { return nil }
    let session = try ModelSession(model: network)
    func run() throws {
      _ = try session.scores(count: session.batchCapacity, kind: .probability) { $0.update(repeating: 0) }
    }
    // The first pass makes what the others use.
    try run()
    var count = 0
    let stopwatch = Stopwatch()
    repeat {
      try run()
      count += session.batchCapacity
    } while stopwatch.seconds < seconds
    return ScoringCost(maps: maps, masks: masks, passes: passes, rate: Double(count) / max(stopwatch.seconds, 1e-9))
  }
}
