import Explaining
import Foundation
import Testing

@testable import ExternalModels

/// Small Python programs that speak the format well or badly. They use the standard library alone.
enum Program {
  static var isThere: Bool {
    (try? ChildProcess(command: ["python3", "-c", "pass"])) != nil
  }

  /// Answers with the mean of each input and one minus it, and does `misdeed` before each answer.
  static func command(greeting: String = #"{"classes": 2, "scores": "probability"}"#, misdeed: String = "") -> [String]
  {
    let program = """
      import json, os, struct, sys, time
      from array import array
      inp, out = sys.stdin.buffer, sys.stdout.buffer
      def receive():
          head = inp.read(4)
          if len(head) < 4: sys.exit(0)
          return inp.read(struct.unpack('<I', head)[0])
      def send(body):
          out.write(struct.pack('<I', len(body)) + body); out.flush()
      hello = json.loads(receive())
      assert hello['protocol'] == 'winnow-scores-1'
      size = 1
      for extent in hello['shape']: size *= extent
      send(\(pythonLiteral(greeting)).encode())
      calls = 0
      while True:
          values = array('f', receive())
          calls += 1
          scores = array('f')
          for row in range(0, len(values), size):
              mean = sum(values[row:row + size]) / size
              scores.extend([1 - mean, mean])
          \(misdeed.isEmpty ? "pass" : misdeed)
          send(scores.tobytes())
      """
    return ["python3", "-c", program]
  }

  private static func pythonLiteral(_ text: String) -> String { "'''\(text)'''" }
}

@Suite(.enabled(if: Program.isThere, "python3 is not installed")) struct ExternalModelTests {
  func model(_ command: [String], timeout: Double = 20, restarts: Int = 3, batch: Int = 4) throws -> ExternalModel {
    try ExternalModel(
      settings: .init(command: command, shape: [1, 2, 2], batch: batch, timeout: timeout, restarts: restarts))
  }

  func score(_ model: ExternalModel, _ value: Float = 0.25, kind: ScoreKind = .probability) throws -> [Float] {
    try model.scores(of: [[Float](repeating: value, count: 4)], kind: kind)[0]
  }

  @Test func scoresBatches() throws {
    let model = try model(Program.command())
    #expect(model.classCount == 2)
    let inputs: [[Float]] = (0..<10).map { [Float](repeating: Float($0) / 16, count: 4) }
    let scores = try model.scores(of: inputs, kind: .probability)
    let wanted: [[Float]] = inputs.map { [1 - $0[0], $0[0]] }
    #expect(scores == wanted)
  }

  /// Larger than any pipe's buffer, both ways at once.
  @Test func largeBatches() throws {
    let model = try ExternalModel(settings: .init(command: Program.command(), shape: [3, 64, 64], batch: 32))
    let scores = try model.scores(of: (0..<32).map { _ in [Float](repeating: 0.5, count: 12288) }, kind: .probability)
    #expect(scores.allSatisfy { $0 == [0.5, 0.5] })
  }

  @Test func logitsAndProbabilitiesAreConverted() throws {
    let logits = try model(Program.command(greeting: #"{"classes": 2, "scores": "logit"}"#))
    let probability = try score(logits)
    #expect(abs(probability[0] - 0.622_459_3) < 1e-6 && abs(probability[1] - 0.377_540_7) < 1e-6)
    #expect(try score(logits, kind: .logit) == [0.75, 0.25])
    let logarithms = try score(try model(Program.command()), kind: .logit)
    #expect(abs(logarithms[1] - Float(log(0.25))) < 1e-6)
  }

  @Test func deathIsAnErrorWithItsLastWordsAndTheNextCallStartsAnew() throws {
    let model = try model(Program.command(misdeed: "if values[0] > 0.9: sys.exit('out of cheese')"))
    #expect(try score(model)[1] == 0.25)
    #expect(throws: ExternalModelError.exited(ending: "ended with status 1", messages: "out of cheese")) {
      try score(model, 1)
    }
    #expect(try score(model)[1] == 0.25)
  }

  @Test func aSignalIsNamed() throws {
    let model = try model(Program.command(misdeed: "os.kill(os.getpid(), 11)"))
    #expect(throws: ExternalModelError.exited(ending: "was killed by signal 11", messages: "")) { try score(model) }
  }

  @Test func aHangIsKilled() throws {
    let model = try model(Program.command(misdeed: "time.sleep(1000)"), timeout: 0.5)
    #expect(throws: ExternalModelError.timeout(seconds: 0.5, waitingFor: "scores")) { try score(model) }
  }

  @Test func aProgramThatNeverReadsIsKilled() throws {
    #expect(throws: ExternalModelError.timeout(seconds: 0.3, waitingFor: "greeting")) {
      try ExternalModel(settings: .init(command: ["sleep", "1000"], shape: [4], startTimeout: 0.3))
    }
  }

  @Test func wrongCountsAreNamed() throws {
    let short = try model(Program.command(misdeed: "scores.pop()"))
    #expect(throws: ExternalModelError.scoreCount(expected: 2, actualBytes: 4)) { try score(short) }
    let long = try model(Program.command(misdeed: "scores.append(0)"))
    #expect(throws: ExternalModelError.scoreCount(expected: 2, actualBytes: 12)) { try score(long) }
  }

  @Test func valuesThatAreNoScoresAreNamed() throws {
    let notANumber = try model(Program.command(misdeed: "scores[1] = float('nan')"))
    let error = #expect(throws: ExternalModelError.self) { try score(notANumber) }
    guard case .notFinite(row: 0, column: 1, _) = error else { Issue.record("\(String(describing: error))"); return }
    let logits = try model(Program.command(misdeed: "scores[0] = 7"))
    #expect(throws: ExternalModelError.notProbability(row: 0, column: 0, value: 7)) { try score(logits) }
  }

  @Test func afterTooManyFailuresItIsNotStartedAgain() throws {
    let model = try model(Program.command(misdeed: "sys.exit(3)"), restarts: 1)
    for _ in 0..<2 {
      #expect(throws: ExternalModelError.exited(ending: "ended with status 3", messages: "")) { try score(model) }
    }
    #expect(throws: ExternalModelError.givenUp(failures: 2, last: "external model ended with status 3")) {
      try score(model)
    }
  }

  @Test func chatterOnStandardOutputIsExplained() throws {
    let printing = #"print('Loading the model, please wait', flush=True); import time; time.sleep(5)"#
    let error = #expect(throws: ExternalModelError.self) { try model(["python3", "-c", printing]) }
    #expect("\(String(describing: error))".contains("standard output"))
    let later = try model(Program.command(misdeed: "send(scores.tobytes())"))
    _ = try score(later)
    let second = #expect(throws: ExternalModelError.self) {
      usleep(200_000)
      _ = try score(later)
    }
    #expect("\(String(describing: second))".contains("nobody asked for"))
  }

  @Test func badGreetings() throws {
    for greeting in ["hello", #"{"classes": 0, "scores": "logit"}"#, #"{"classes": 2, "scores": "percent"}"#] {
      #expect(throws: ExternalModelError.self) { try model(Program.command(greeting: greeting)) }
    }
  }

  @Test func floodsOfMessagesDoNotBlock() throws {
    let model = try model(Program.command(misdeed: "sys.stderr.write('x' * 500000)"))
    #expect(try score(model)[1] == 0.25)
    #expect(try score(model)[1] == 0.25)
  }

  @Test func programsThatCannotBeStarted() throws {
    #expect(throws: ExternalModelError.start(command: "/no/such/program", reason: "No such file or directory")) {
      try model(["/no/such/program"])
    }
    #expect(throws: ExternalModelError.self) { try model([]) }
    #expect(throws: ExternalModelError.self) {
      try ExternalModel(settings: .init(command: ["true"], shape: [1 << 40, 1 << 40]))
    }
    #expect(throws: ExternalModelError.exited(ending: "ended with status 0", messages: "")) { try model(["true"]) }
  }

  @Test func samplersReachIt() throws {
    let model = try model(Program.command(), batch: 16)
    let result = try RISE(settings: .init(grid: 2, masks: 64, shift: false, stability: nil)).explain(
      input: [1, 1, 1, 1], shape: [1, 2, 2], target: 1, scorer: model, seed: 1)
    #expect(result.passes == 64)
  }
}
