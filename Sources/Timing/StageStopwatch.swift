/// Adds up the wall time of named stages, in the order in which they first came.
public struct StageStopwatch: Sendable {
  public private(set) var stages: [(name: String, seconds: Double)] = []
  private var running: (stage: String, watch: Stopwatch)?

  public init() {}

  /// Runs `body` and books its time under `stage`.
  public mutating func measure<Result>(_ stage: String, _ body: () throws -> Result) rethrows -> Result {
    let watch = Stopwatch()
    defer { add(stage, watch.seconds) }
    return try body()
  }

  /// Begins a stage that lasts until the next one begins or ``end()``: for work that tells only of its beginnings.
  public mutating func begin(_ stage: String) {
    end()
    running = (stage, Stopwatch())
  }

  /// Ends the stage that was begun, if any.
  public mutating func end() {
    guard let running else { return }
    add(running.stage, running.watch.seconds)
    self.running = nil
  }

  public mutating func add(_ stage: String, _ seconds: Double) {
    if let index = stages.firstIndex(where: { $0.name == stage }) {
      stages[index].seconds += seconds
    } else {
      stages.append((stage, seconds))
    }
  }
}
