import Explaining
import Foundation
import Storing
import Testing

@testable import Jobs

/// What a mask is asked to keep, as job files say it and records tell.
@Suite struct EvidenceTests {
  private func job(_ smug: String) throws -> PreparedJob {
    try PreparedJob(demoJob("methods: [{smug: {\(smug)}}]"))
  }

  @Test func theKeyIsReadStrictly() {
    func text(_ evidence: String) -> String {
      "model: {file: m.onnx}\ndata: {folder: x}\nmethods: [{smug: {evidence: \(evidence)}}]\n"
    }
    for evidence in SMUGSettings.Evidence.allCases {
      #expect(refusal(text(evidence.rawValue)) == "nothing was thrown")
    }
    let answer = refusal(text("changes"))
    #expect(answer.contains("value") && answer.contains("change"), "\(answer)")
  }

  @Test func aMaskSearchEndsUnlessTheJobSaysOtherwise() throws {
    func limit(_ smug: String) throws -> Double? {
      let job = try parse("model: {file: m.onnx}\ndata: {folder: x}\nmethods: [{smug: {\(smug)}}]\n")
      return try #require(job.methods[0].settings as? SMUGMethod).settings.timeLimit
    }
    #expect(try limit("k: 5") == 60)
    #expect(try limit("time-limit: 2.5") == 2.5)
    #expect(try limit("time-limit: none") == nil)
    let answer = refusal("model: {file: m.onnx}\ndata: {folder: x}\nmethods: [{smug: {time-limit: never}}]\n")
    #expect(answer.contains("time-limit") && answer.contains("number"), "\(answer)")
  }

  @Test func recordsSayHowManyConstraintsAskForNothing() throws {
    var statuses: Set<String> = []
    for evidence in ["value", "change"] {
      for hidden in [-2, 0, 2] {
        let job = try job(
          "k: 1, ranking: activation, integration: {points: 4}, gamma: 0, evidence: \(evidence), hidden: \(hidden)")
        for item in [0, 60, 120] {
          guard case .explained(let explained) = try ItemPipeline(job: job, rank: 0).process(item).outcome else {
            Issue.record("no explanation")
            return
          }
          let smug = explained.explanations[0]
          let vacuous = try #require(smug[value: "vacuous"])
          let asksForNothing = vacuous == smug[value: "constraints"]
          #expect(smug.status == (asksForNothing ? "empty" : "optimal"))
          #expect(asksForNothing == (smug[value: "windows"] == 0))
          if evidence == "change" { #expect(vacuous == 0) }
          statuses.insert(smug.status ?? "")
        }
      }
    }
    #expect(statuses == ["empty", "optimal"])
  }

  /// EvidenceRunTests start the program on a network that does warn.
  @Test func warningsFollowTheShareOfNeuronsThatAreOnAnyway() throws {
    for hidden in [-2, 0, 2] {
      let value = try job("evidence: value, hidden: \(hidden)")
      guard case .network(let model, _, _) = value.model else { return }
      let values = try ModelSession(model: model).forward([Float](repeating: Float(hidden), count: 3 * 64 * 64))
      let neurons = try #require(values.firstLayer).preActivation
      let isMost = 2 * neurons.count { $0 > 0 } > neurons.count
      #expect(try value.preflight().warnings.count == (isMost ? 1 : 0))
      #expect(try job("evidence: change, hidden: \(hidden)").preflight().warnings.isEmpty)
    }
  }
}
