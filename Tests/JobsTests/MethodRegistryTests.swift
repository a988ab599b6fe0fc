import Saliency
import Testing

@testable import Jobs

@Suite struct MethodRegistryTests {
  @Test func everyMethodNeedsWhatItsTypeSays() throws {
    for entry in MethodRegistry.all {
      let method = try entry.read(nil)
      #expect(method.description == entry.description)
      switch method {
      case .network: #expect(entry.description.need == .gradients, "\(entry.key)")
      case .scores: #expect(entry.description.need == .scores, "\(entry.key)")
      case .named: Issue.record("\(entry.key) names itself")
      }
    }
  }

  @Test func keysAndNamesOfMapsAreUnique() {
    let descriptions = Glossary.program.methods
    #expect(Set(descriptions.map(\.key)).count == descriptions.count)
    let outputs = descriptions.flatMap(\.outputs)
    #expect(Set(outputs.map(\.key)).count == outputs.count && Set(outputs.map(\.name)).count == outputs.count)
  }

  @Test func tablesOrderMasksBeforeGradientsBeforeWhatKnowsNothingOfTheModel() {
    let glossary = Glossary.program
    let subjects = [
      "smug", "smug-mask", "smug-base", "whole-network-mask", "sobol", "ig", "gradient-input", "smoothgrad", "grad-cam",
      "occlusion", "rise", "random", "centre-box",
    ]
    let places = subjects.map { glossary.place(of: $0) }
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
    #expect(glossary.name(of: "gradient-input") == "Gradient × input")
    #expect(glossary.name(of: "whole-network-mask") == "Whole network mask")
    #expect(glossary.reference?.key == "ig")
  }

  @Test func ofAScoreMethodAProgramIsServedAndOfAnyOtherTheReasonIsGiven() throws {
    for entry in MethodRegistry.all {
      let reason = try entry.read(nil).reasonNotToServePrograms
      #expect((reason == nil) == (entry.description.need == .scores))
      if let reason { #expect(reason.contains("'\(entry.key)'") && reason.contains("rise, occlusion")) }
    }
  }
}
