/// How an external model is started and supervised.
public struct ExternalModelSettings: Sendable, Codable, Equatable {
  /// The program and its arguments, started as they are, without a shell; a name without a slash is looked for in PATH.
  public var command: [String]
  /// Shape of one input without the batch axis.
  public var shape: [Int]
  /// The most inputs that are sent at once.
  public var batch: Int
  /// Seconds a batch may take before the program counts as hung.
  public var timeout: Double
  /// Seconds from the start to the program's greeting: loading a large model takes time.
  public var startTimeout: Double
  /// How often in a row the program may fail and be started again before it is given up.
  public var restarts: Int

  public init(
    command: [String], shape: [Int], batch: Int = 32, timeout: Double = 60, startTimeout: Double = 120,
    restarts: Int = 3
  ) {
    self.command = command
    self.shape = shape
    self.batch = batch
    self.timeout = timeout
    self.startTimeout = startTimeout
    self.restarts = restarts
  }

  func validate() throws(ExternalModelError) {
    guard let program = command.first, !program.isEmpty else {
      throw .setting("'command' names no program")
    }
    guard !command.contains(where: { $0.utf8.contains(0) }) else {
      throw .setting("'command' holds a zero byte")
    }
    guard !shape.isEmpty, shape.allSatisfy({ $0 > 0 }) else {
      throw .setting("'shape' must be positive extents without the batch axis, not \(shape)")
    }
    guard batch >= 1 else { throw .setting("'batch' must be at least 1, not \(batch)") }
    guard timeout > 0, startTimeout > 0, timeout.isFinite, startTimeout.isFinite else {
      throw .setting("'timeout' and 'start-timeout' must be above 0 seconds")
    }
    guard restarts >= 0 else { throw .setting("'restarts' must not be negative") }
    var bytes = 4
    for extent in shape + [batch] {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= Int(UInt32.max) else {
        throw .setting(
          "a batch of \(batch) inputs of shape \(shape) does not fit in a message of 4 GiB")
      }
      bytes = product
    }
  }
}
