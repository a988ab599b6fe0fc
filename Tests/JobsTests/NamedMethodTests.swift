import Foundation
import Saliency
import Storing
import Testing

@testable import Jobs

/// The same method more than once in a job, each with a name of its own.
@Suite struct NamedMethodTests {
  private func job(_ methods: String) throws -> JobFile {
    try demoJob("scores: [ground-truth]\nmethods: [\(methods)]", data: ", ground-truth: {masks: ../Demo/masks}")
  }

  private func record(_ methods: String) throws -> (item: ExplainedItem, stages: [String]) {
    let record = try ItemPipeline(job: PreparedJob(job(methods)), rank: 0).process(4)
    guard case .explained(let item) = record.outcome else {
      Issue.record("\(record.outcome)")
      throw CancellationError()
    }
    return (item, record.provenance.stages.map(\.name))
  }

  @Test func eachIsWhatItWouldBeAlone() throws {
    let settings = ["k: 20, evidence: change", "k: 60, evidence: change, window: 8", "k: 20, evidence: value"]
    let names = ["few", "many", "value"]
    let shared = "integration: {rule: evenly-spaced, points: 10}"
    let together = try record(
      zip(names, settings).map { "{smug: {name: \($0), \(shared), \($1)}}" }.joined(separator: ", ") + ", centre-box")
    #expect(together.item.explanations.map(\.method) == names + ["centre-box"])
    for (place, name) in names.enumerated() {
      let alone = try record("{smug: {\(shared), \(settings[place])}}").item.explanations[0]
      let own = together.item.explanations[place]
      #expect(own.maps.map(\.name) == [name, "\(name)-base"] && own.masks.map(\.name) == [name])
      #expect(own.maps.map(\.map) == alone.maps.map(\.map) && own.masks.map(\.mask) == alone.masks.map(\.mask))
      #expect(own.status == alone.status)
      let renamed = alone.values.map { value in
        NamedValue(
          value.name.replacing("smug-base.", with: "\(name)-base.").replacing("smug.", with: "\(name)."), value.value)
      }
      #expect(own.values == renamed)
      #expect(own[value: "\(name).auc"] != nil)
      #expect(together.stages.contains("\(name)/solve"))
    }
  }

  @Test func tablesCallThemByKindAndName() throws {
    let glossary = try job("smug, {smug: {name: few, k: 20}}, {random: {name: dice}}").glossary
    #expect(glossary.name(of: "smug") == "SMUG" && glossary.name(of: "few") == "SMUG few")
    #expect(glossary.name(of: "few-base") == "SMUG base few" && glossary.name(of: "few-mask") == "SMUG few mask")
    #expect(glossary.name(of: "dice").hasSuffix("dice"))
    #expect(glossary.place(of: "few") < glossary.place(of: "dice"))
  }

  @Test func namesThatClashOrCannotBeWrittenAreRefused() throws {
    func answer(_ methods: String) -> String {
      refusal("model: {file: m.onnx}\ndata: {folder: x}\nmethods: [\(methods)]\n")
    }
    #expect(answer("smug, {smug: {name: few, k: 3}}") == "nothing was thrown")
    #expect(answer("smug, {smug: {k: 3}}").contains("name of its own"))
    #expect(answer("{smug: {name: a}}, {ig: {name: a}}").contains("'a' is there twice"))
    #expect(answer("{smug: {name: a}}, {smug: {name: a-base}}").contains("'a-base' is there twice"))
    #expect(answer("{smug: {name: ig}}").contains("another method's"))
    #expect(answer("{smug: {name: a.b}}").contains("up to 40 letters"))
    #expect(answer("{smug: {name: a b, k: 2}}").contains("up to 40 letters"))
    #expect(answer("{smug: {name: few, kk: 2}}").contains("kk"))
  }

  @Test func aProgramIsServedByNamedMethodsToo() throws {
    let method = try JobMethod.methods(commandLine: "occlusion: {name: coarse, patch: 8}")[0]
    #expect(method.description.key == "coarse" && method.reasonNotToServePrograms == nil && method.scoreMaker != nil)
    let network = try JobMethod.methods(commandLine: "ig: {name: fine}")[0]
    #expect(network.reasonNotToServePrograms?.contains("'ig'") == true && network.scoreMaker == nil)
  }
}
