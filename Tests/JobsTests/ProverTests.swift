import Foundation
import MaskSolving
import Storing
import Testing

@testable import Jobs

/// Masks of a real first layer, proven twice: `prover: both` under smug.
@Suite struct ProverTests {
  private func job(_ smug: String) throws -> PreparedJob {
    try PreparedJob(demoJob("methods: [{smug: {\(smug)}}]"))
  }

  private func smug(_ pipeline: ItemPipeline, _ item: Int) throws -> ExplanationRecord {
    guard case .explained(let explained) = pipeline.process(item).outcome else {
      Issue.record("item \(item): \(pipeline.process(item).outcome)")
      throw CancellationError()
    }
    return explained.explanations[0]
  }

  /// An item whose proofs differ fails. Every n-th picture; WINNOW_PROVER_STEP=1 takes all 200.
  @Test(arguments: [
    "k: 60, evidence: change, gamma: 0, window: 4", "k: 60, evidence: change, gamma: 0.5, window: 4",
    "k: 120, evidence: value, gamma: 0, window: 5", "k: 120, evidence: value, gamma: 0.5, window: 8",
  ])
  func bothProofsAgree(settings: String) throws {
    let step = ProcessInfo.processInfo.environment["WINNOW_PROVER_STEP"].flatMap(Int.init) ?? 8
    let pipeline = try ItemPipeline(
      job: job("ranking: activation, integration: {points: 4}, time-limit: none, prover: both, \(settings)"), rank: 0)
    for item in stride(from: 0, to: 200, by: step) {
      let record = try smug(pipeline, item)
      #expect(record.status == "optimal")
      #expect(record[value: "confirmed-by-z3"] ?? 0 == record[value: "solver-components"])
    }
  }

  @Test func recordsSayWhatProvedTheMask() throws {
    let settings = "ranking: activation, k: 60, evidence: change, gamma: 0, integration: {points: 4}"
    let pipelines = try MaskProver.allCases.map {
      try ItemPipeline(job: job("\(settings), prover: \($0.rawValue)"), rank: 0)
    }
    for item in [3, 77] {
      let records = try pipelines.map { try smug($0, item) }
      let components = try #require(records[0][value: "solver-components"])
      #expect(components > 0)
      #expect(Set(records.map { $0[value: "cost"] }).count == 1)
      let settled = records.map { record in
        record.values.filter { $0.name.hasPrefix("settled-by-") }.reduce(0) { $0 + $1.value }
      }
      #expect(settled.allSatisfy { $0 == components })
      #expect(records.map { $0[value: "confirmed-by-z3"] } == [nil, nil, components])
      #expect(records[1][value: "settled-by-z3"] == components)
    }
  }

  @Test func theKeyIsReadStrictly() {
    func text(_ prover: String) -> String {
      "model: {file: m.onnx}\ndata: {folder: x}\nmethods: [{smug: {prover: \(prover)}}]\n"
    }
    for prover in MaskProver.allCases { #expect(refusal(text(prover.rawValue)) == "nothing was thrown") }
    #expect(refusal(text("cvc5")).contains("both"))
  }
}
