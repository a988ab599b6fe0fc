/// What an external model did wrong.
public enum ExternalModelError: Error, Equatable, CustomStringConvertible {
  case setting(String)
  /// The program could not be started.
  case start(command: String, reason: String)
  /// The program ended; `ending` says how, `messages` is the end of what it wrote on standard error.
  case exited(ending: String, messages: String)
  /// No answer in time; the program has been killed.
  case timeout(seconds: Double, waitingFor: String)
  /// Something came that is no answer in the documented format.
  case format(String)
  /// An answer with another number of scores than inputs times classes.
  case scoreCount(expected: Int, actualBytes: Int)
  case notFinite(row: Int, column: Int, value: Float)
  case notProbability(row: Int, column: Int, value: Float)
  /// It failed too often in a row to be started again.
  case givenUp(failures: Int, last: String)

  public var description: String {
    switch self {
    case .setting(let reason): return "external model: \(reason)"
    case .start(let command, let reason): return "external model '\(command)' cannot be started: \(reason)"
    case .exited(let ending, let messages):
      return "external model \(ending)" + (messages.isEmpty ? "" : "; it wrote: \(messages)")
    case .timeout(let seconds, let waitingFor): return "external model gave no \(waitingFor) within \(seconds) seconds"
    case .format(let reason): return "external model broke the format: \(reason)"
    case .scoreCount(let expected, let bytes):
      let found = bytes % 4 == 0 ? "\(bytes / 4)" : "\(bytes) bytes, which is no whole number"
      return "external model answered with a wrong count of scores: \(expected) expected, \(found) found"
    case .notFinite(let row, let column, let value):
      return "external model gave \(value) as score of class \(column) for input \(row) of a batch"
    case .notProbability(let row, let column, let value):
      return "external model gave \(value) as probability of class \(column) for input \(row) of a batch; "
        + "a program that gives logits says so in its greeting"
    case .givenUp(let failures, let last): return "external model given up after \(failures) failures in a row; \(last)"
    }
  }
}
