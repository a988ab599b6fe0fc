/// Adds up the time of named stages, in the order in which they first came.
public struct Stopwatch {
  public private(set) var stages: [(name: String, seconds: Double)] = []

  public init() {}

  /// Runs `body` and books its wall time under `stage`.
  public mutating func measure<Result>(_ stage: String, _ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    defer { add(stage, (ContinuousClock.now - start) / .seconds(1)) }
    return try body()
  }

  public mutating func add(_ stage: String, _ seconds: Double) {
    if let index = stages.firstIndex(where: { $0.name == stage }) {
      stages[index].seconds += seconds
    } else {
      stages.append((stage, seconds))
    }
  }
}
