import Foundation
import Saliency
import Storing
import Testing

@testable import Jobs

/// Items of the demo through methods and scores, as a sweep treats them.
@Suite struct ScoredItemTests {
  private func process(_ text: String, item: Int = 3) throws -> ItemRecord {
    let file = try demoJob(text, data: ", ground-truth: {masks: ../Demo/masks}")
    return try ItemPipeline(job: PreparedJob(file), rank: 0).process(item)
  }

  private func explained(_ record: ItemRecord) throws -> ExplainedItem {
    guard case .explained(let item) = record.outcome else {
      Issue.record("\(record.outcome)")
      throw CancellationError()
    }
    return item
  }

  private func values(_ record: ItemRecord) throws -> [String: Double] {
    let pairs = try explained(record).explanations.flatMap { explanation in
      explanation.values.map { ($0.name, $0.value) }
    }
    return Dictionary(pairs) { first, _ in first }
  }

  @Test func stabilityExplainsNoisyInputsAnew() throws {
    let text =
      "methods: [{smug: {k: 40, integration: {points: 10}}}, {ig: {points: 10}}, centre-box, random]\nscores: [stability]\n"
    let record = try process(text)
    let found = try values(record)
    // Both of SMUG's maps are judged; a map that knows nothing of the input never changes.
    for map in ["smug", "smug-base", "ig"] { #expect(try #require(found["\(map).stability"]) > 0, "\(map)") }
    #expect(found["centre-box.stability"] == 0)
    #expect(found["random.stability"] == 0)
    // The noise is drawn from the item's seed.
    let again = try values(process("methods: [{ig: {points: 10}}]\nscores: [stability]\n"))
    #expect(again["ig.stability"] == found["ig.stability"])
  }

  @Test func everyMeasureOfEveryMethod() throws {
    let record = try process(
      """
      methods: [{smug: {k: 40, integration: {points: 10}}}, {ig: {points: 10}}, gradient, gradient-input, {smoothgrad: {samples: 4}}, grad-cam,
        {occlusion: {patch: 16}}, random, centre-box]
      scores: [ground-truth, form, log-saliency, insertion-deletion, mask-tests, mu-fidelity, average-drop,
        information-curves]
      """)
    let found = try values(record)
    let maps = [
      "smug", "smug-base", "ig", "gradient", "gradient-input", "smoothgrad", "grad-cam", "occlusion", "random",
      "centre-box",
    ]
    for map in maps {
      for score in ["pointing", "iou", "auc", "lss", "deletion", "insertion", "mu-fidelity", "drop", "gini", "entropy"]
      {
        #expect(found["\(map).\(score)"] != nil, "\(map).\(score)")
      }
    }
    #expect(found["mask.sufficiency-zero"] != nil)
    let described = Set(Glossary.program.methods.flatMap(\.outputs).map(\.key))
    let written = Set(try explained(record).explanations.flatMap(\.maps).map(\.name))
    #expect(written.isSubset(of: described))
    let truth = try #require(try explained(record).truth)
    #expect(truth.height == 64 && truth.width == 64 && truth.bits.contains(true))
    let cam = try #require(try explained(record).explanations.first { $0.method == "grad-cam" }?.maps.first?.map)
    #expect(cam.height == 64 && cam.width == 64 && cam.values.allSatisfy { $0 >= 0 } && cam.values.contains { $0 > 0 })
  }

  @Test func gradCAMRefusesALayerThatIsNotThere() {
    #expect(throws: (any Error).self) { try process("methods: [{grad-cam: {layer: nowhere}}]\n") }
  }
}
