import Explaining
import Foundation
import Timing

/// A model in a program of its own, reached over the program's standard input and output. The format is written down in
/// docs/black-box.md.
///
/// The program is started at once and kept; when it dies, hangs or breaks the format, the call throws an
/// ``ExternalModelError`` and the next call starts it again, up to a number of failures in a row.
public final class ExternalModel: InputScorer {
  public let inputShape: [Int]
  public let batchCapacity: Int
  public private(set) var classCount = 0
  private let settings: ExternalModelSettings
  private var process: ChildProcess?
  private var outputKind = ScoreKind.probability
  private var failures = 0
  private var lastFailure = ""
  /// One batch behind the length of its message, so that both are sent in one piece.
  private var request: [Float]

  /// Starts the program.
  public init(settings: ExternalModelSettings) throws(ExternalModelError) {
    try settings.validate()
    self.settings = settings
    inputShape = settings.shape
    batchCapacity = settings.batch
    request = [Float](repeating: 0, count: 1 + settings.batch * settings.shape.reduce(1, *))
    try start()
  }

  deinit { process?.stop(grace: 2) }

  public func scores(
    count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    precondition(count >= 1 && count <= batchCapacity)
    let length = count * inputCount
    try request.withUnsafeMutableBufferPointer { try fill(UnsafeMutableBufferPointer(rebasing: $0[1...length])) }
    request[0] = Float(bitPattern: UInt32(4 * length).littleEndian)
    if process == nil {
      guard failures <= settings.restarts else {
        throw ExternalModelError.givenUp(failures: failures, last: lastFailure)
      }
      try start()
    }
    let values = try supervised(waitingFor: "scores", seconds: settings.timeout) { process, deadline in
      let unread = process.unreadCount()
      guard unread == 0 else {
        throw ExternalModelError.format(
          "\(unread) bytes came on standard output that nobody asked for; messages belong on standard error")
      }
      try request.withUnsafeBytes { bytes in
        try process.send(UnsafeRawBufferPointer(rebasing: bytes[0..<4 * (length + 1)]), deadline: deadline)
      }
      let expected = count * classCount
      let header = try process.receive(4, deadline: deadline)
      let found = Self.number(header)
      guard found == 4 * expected else {
        if header.allSatisfy({ $0 == 10 || (32...126).contains($0) }) {
          throw ExternalModelError.format(
            "'\(String(decoding: header, as: UTF8.self))' came where the length of an answer belongs; does the program "
              + "print to standard output? Messages belong on standard error")
        }
        throw ExternalModelError.scoreCount(expected: expected, actualBytes: found)
      }
      let body = try process.receive(found, deadline: deadline)
      return body.withUnsafeBytes { bytes in
        (0..<expected).map {
          Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
        }
      }
    }
    failures = 0
    return try converted(values, to: kind)
  }

  /// Starts the program and exchanges greetings.
  private func start() throws(ExternalModelError) {
    do {
      process = try ChildProcess(command: settings.command)
    } catch {
      failures += 1
      guard case .start(let reason) = error else { throw .format("\(error)") }
      lastFailure = reason
      throw .start(command: settings.command[0], reason: reason)
    }
    let greeting = try supervised(waitingFor: "greeting", seconds: settings.startTimeout) { process, deadline in
      let hello = Data(
        #"{"protocol": "winnow-scores-1", "shape": \#(settings.shape), "batch": \#(settings.batch)}"#.utf8)
      var length = UInt32(hello.count).littleEndian
      let message = Data(bytes: &length, count: 4) + hello
      try message.withUnsafeBytes { try process.send($0, deadline: deadline) }
      let count = Self.number(try process.receive(4, deadline: deadline))
      guard count <= 1 << 16 else {
        throw ExternalModelError.format(
          "a greeting of \(count) bytes; does the program print to standard output? Messages belong on standard error")
      }
      let body = Data(try process.receive(count, deadline: deadline))
      guard let greeting = try? JSONDecoder().decode(Greeting.self, from: body) else {
        throw ExternalModelError.format(
          #"the greeting must be JSON like {"classes": 10, "scores": "probability"}, found: "#
            + String(decoding: body.prefix(200), as: UTF8.self))
      }
      guard greeting.classes >= 1, greeting.classes <= 1 << 24 else {
        throw ExternalModelError.format("a model of \(greeting.classes) classes")
      }
      guard let kind = ScoreKind(rawValue: greeting.scores) else {
        throw ExternalModelError.format("scores are 'probability' or 'logit', not '\(greeting.scores)'")
      }
      guard classCount == 0 || classCount == greeting.classes else {
        throw ExternalModelError.format("started again, it has \(greeting.classes) classes, not \(classCount)")
      }
      return (greeting.classes, kind)
    }
    (classCount, outputKind) = greeting
  }

  private struct Greeting: Decodable {
    var classes: Int
    var scores: String
  }

  /// Runs one exchange; after any failure the program is stopped, because nobody knows where in the format it is.
  private func supervised<Value>(
    waitingFor: String, seconds: Double, _ exchange: (ChildProcess, Deadline) throws -> Value
  ) throws(ExternalModelError) -> Value {
    guard let process else { preconditionFailure("no process") }
    let failure: ExternalModelError
    do {
      return try exchange(process, Deadline(secondsFromNow: seconds))
    } catch let error as ExternalModelError {
      failure = error
    } catch ChildProcess.Failure.timeout {
      failure = .timeout(seconds: seconds, waitingFor: waitingFor)
    } catch ChildProcess.Failure.exited(let ending, let messages) {
      failure = .exited(ending: ending, messages: messages)
    } catch {
      failure = .format("\(error)")
    }
    process.stop(grace: 0)
    self.process = nil
    failures += 1
    lastFailure = failure.description
    throw failure
  }

  private static func number(_ bytes: [UInt8]) -> Int {
    Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16 | Int(bytes[3]) << 24
  }

  /// Checks the scores and turns them into what was asked for.
  ///
  /// Logarithms of probabilities serve as logits: they differ from the model's own by one constant per input.
  private func converted(_ values: [Float], to kind: ScoreKind) throws(ExternalModelError) -> [Float] {
    for (index, value) in values.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: classCount)
      guard value.isFinite else { throw .notFinite(row: row, column: column, value: value) }
      if outputKind == .probability, value < -1e-4 || value > 1.0001 {
        throw .notProbability(row: row, column: column, value: value)
      }
    }
    switch (outputKind, kind) {
    case (.probability, .probability), (.logit, .logit): return values
    case (.probability, .logit): return values.map { log(max($0, .leastNormalMagnitude)) }
    case (.logit, .probability):
      var result = values
      for start in stride(from: 0, to: values.count, by: classCount) {
        let row = start..<start + classCount
        let highest = values[row].max() ?? 0
        var sum: Float = 0
        for index in row {
          result[index] = exp(values[index] - highest)
          sum += result[index]
        }
        for index in row { result[index] /= sum }
      }
      return result
    }
  }
}
