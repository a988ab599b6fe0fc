import Foundation
import Storing
import Testing

@testable import Jobs

/// `masks`, `distinct` and `optima` under smug, on the demo.
@Suite struct FurtherMaskTests {
  private func smug(_ settings: String, item: Int = 5) throws -> ExplanationRecord {
    let job = try PreparedJob(
      demoJob(
        "methods: [{smug: {k: 60, evidence: change, gamma: 0, ranking: activation, integration: {points: 4}, \(settings)}}]"
      ))
    guard case .explained(let explained) = try ItemPipeline(job: job, rank: 0).process(item).outcome else {
      Issue.record("no explanation")
      throw CancellationError()
    }
    return explained.explanations[0]
  }

  private func kept(_ record: ExplanationRecord, _ place: Int) -> Set<Int> {
    let bits = record.masks[place].mask.bits
    return Set(bits.indices.filter { bits[$0] })
  }

  @Test func severalMinimalMasks() throws {
    let one = try smug("window: 4")
    let record = try smug("window: 4, masks: 4")
    #expect(record.masks.map(\.name) == ["smug", "smug-2", "smug-3", "smug-4"])
    #expect(record.masks[0] == one.masks[0] && record[value: "cost"] == one[value: "cost"])
    #expect(one[value: "masks"] == nil && record[value: "masks"] == 4)
    let costs = ["cost", "cost-2", "cost-3", "cost-4"].compactMap { record[value: $0] }
    #expect(costs.count == 4 && costs == costs.sorted())
    for place in 1..<4 {
      for other in 0..<place { #expect(!kept(record, place).isSuperset(of: kept(record, other))) }
    }
    let all = (0..<4).map { kept(record, $0) }
    let shared = Double(all.dropFirst().reduce(all[0]) { $0.intersection($1) }.count)
    #expect(record[value: "masks-shared"] == shared / Double(all.reduce(Set<Int>()) { $0.union($1) }.count))
  }

  @Test func theReferencesWayOfBlockingAllowsMasksThatContainOthers() throws {
    let record = try smug("window: 8, masks: 3, distinct: assignment")
    #expect(record.masks.count == 3)
    #expect(Set(record.masks.map(\.mask.bits)).count == 3)
    let minimal = try smug("window: 8, masks: 3")
    #expect(try #require(record[value: "cost-3"]) <= minimal[value: "cost-3"] ?? .infinity)
  }

  @Test func windowsOfEverySmallestMask() throws {
    let record = try smug("window: 4, masks: 3, optima: true")
    #expect(record.masks.suffix(2).map(\.name) == ["smug-every", "smug-some"])
    let optima = try #require(record[value: "optima"])
    #expect(optima >= 1 && record[value: "optima-exact"] == 1)
    let (every, some) = (kept(record, 3), kept(record, 4))
    #expect(every.isDisjoint(with: some))
    #expect(kept(record, 0).isSuperset(of: every) && every.union(some).isSuperset(of: kept(record, 0)))
    #expect((optima > 1) == !some.isEmpty)
  }

  @Test func settingsAreReadStrictly() {
    func text(_ smug: String) -> String {
      "model: {file: m.onnx}\ndata: {folder: x}\nmethods: [{smug: {\(smug)}}]\n"
    }
    #expect(refusal(text("masks: 0")).contains("from 1 to 1000"))
    #expect(refusal(text("distinct: other")).contains("assignment"))
    #expect(refusal(text("optima: maybe")).contains("true or false"))
  }
}
