import Foundation
import Saliency
import Testing

@Suite struct GlossaryTests {
  private let masks = MethodDescription(
    key: "masks", name: "Masks", rank: 10, need: .gradients, servesSentences: true,
    outputs: [.init("masks", "Masks"), .init("masks-base", "Masks, base")], maskMeaning: "is enough",
    scores: [
      ScoreDescription(
        key: "keeps", name: "Kept", family: .faithfulness, direction: .higher, subjects: [.mask], rank: 300,
        explanation: "Whether the class stays.")
    ])
  private let noise = MethodDescription(
    key: "noise", name: "Noise", rank: 900, need: .scores, servesSentences: true, outputs: [.init("noise", "Noise")])
  private let scores = [
    ScoreDescription(
      key: "late", name: "Late", family: .form, direction: .lower, subjects: [.map], rank: 200, explanation: "Last."),
    ScoreDescription(
      key: "early", name: "Early", family: .truth, direction: .higher, subjects: [.map, .mask], explanation: "First."),
    ScoreDescription(
      key: "bound.early", name: "What no map can beat", family: .truth, direction: .higher, subjects: [.item],
      explanation: "The best of all."),
  ]

  @Test func subjectsAreNamedAndOrderedByTheirMethods() {
    let glossary = Glossary(methods: [noise, masks], scores: scores)
    let subjects = ["bound", "noise", "unheard-of", "masks-base", "masks", "masks-mask"]
    let ordered = subjects.sorted { glossary.place(of: $0) < glossary.place(of: $1) }
    #expect(ordered == ["masks", "masks-mask", "masks-base", "unheard-of", "noise", "bound"])
    #expect(
      ordered.map(glossary.name)
        == ["Masks", "Masks mask", "Masks, base", "unheard-of", "Noise", "What no map can beat"])
  }

  @Test func aMapLeadsToItsMethod() {
    let glossary = Glossary(methods: [noise, masks])
    #expect(glossary.method(of: "masks-base") == masks && glossary.method(of: "noise") == noise)
    #expect(glossary.method(of: "unheard-of") == nil)
  }

  @Test func scoresAreOrderedByRankAndThenAsDeclared() {
    let glossary = Glossary(methods: [masks], scores: scores)
    #expect(glossary.scores.map(\.key) == ["early", "bound.early", "late", "keeps"])
    #expect(glossary.place(ofScore: "late") < glossary.place(ofScore: "keeps"))
    #expect(glossary.place(ofScore: "unheard-of") == 4)
    #expect(glossary.score("late").direction == .lower)
    let unknown = glossary.score("unheard-of")
    #expect(unknown.name == "unheard-of" && unknown.direction == .neither && !unknown.isDetail)
  }

  @Test func whatIsStoredGoesBeforeWhatTheProgramKnows() {
    var stored = noise
    stored.name = "Noise of old"
    let glossary = Glossary(methods: [stored]).completed(by: Glossary(methods: [masks, noise], scores: scores))
    #expect(glossary.methods.first { $0.key == "noise" } == stored)
    #expect(glossary.methods.count == 2 && glossary.scores.count == 4)
  }

  @Test func descriptionsAreReadAsStored() throws {
    let data = try JSONEncoder().encode(Glossary(methods: [masks, noise], scores: scores).methods)
    #expect(try JSONDecoder().decode([MethodDescription].self, from: data) == [masks, noise])
    let stored = try JSONEncoder().encode(scores)
    #expect(try JSONDecoder().decode([ScoreDescription].self, from: stored) == scores)
  }

  @Test func whatAnOlderVersionDidNotDescribeHasItsUsualValue() throws {
    let old = """
      {"key": "s", "name": "S", "family": "form", "direction": "lower", "subjects": ["map"], "explanation": "How."}
      """
    #expect(
      try JSONDecoder().decode(ScoreDescription.self, from: Data(old.utf8))
        == ScoreDescription(
          key: "s", name: "S", family: .form, direction: .lower, subjects: [.map], explanation: "How."))
    let method = """
      {"key": "m", "name": "M", "rank": 3, "need": "scores", "servesSentences": false, "outputs": []}
      """
    #expect(
      try JSONDecoder().decode(MethodDescription.self, from: Data(method.utf8))
        == MethodDescription(key: "m", name: "M", rank: 3, need: .scores, servesSentences: false, outputs: []))
  }
}
