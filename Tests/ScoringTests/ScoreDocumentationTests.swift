import Foundation
import Saliency
import Testing

@testable import Scoring

/// docs/scores.md lists every score as it describes itself.
@Suite struct ScoreDocumentationTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/scores.md")
    .standardizedFileURL
  private static let start = "<!-- Written from the scores' descriptions; see ScoreDocumentationTests. -->\n"
  private static let end = "<!-- End of what is written. -->\n"

  /// To write the tables anew: `WINNOW_UPDATE_DOCS=1 swift test --filter ScoreDocumentationTests`.
  @Test func theTablesOfTheDocumentationAreUpToDate() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let start = try #require(text.range(of: Self.start)), end = try #require(text.range(of: Self.end))
    let updated = text[..<start.upperBound] + "\n" + Self.tables + text[end.lowerBound...]
    if ProcessInfo.processInfo.environment["WINNOW_UPDATE_DOCS"] == "1" {
      try updated.write(to: Self.page, atomically: true, encoding: .utf8)
    } else {
      #expect(text == updated, "docs/scores.md is stale: run this test with WINNOW_UPDATE_DOCS=1")
    }
  }

  @Test func keysNameOneScoreEach() {
    let keys = (MeasureRegistry.scores + PredictionCheckScores.all).map(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(Set(MeasureRegistry.all.map { $0.key }).count == MeasureRegistry.all.count)
  }

  @Test func measuresComputeWhatTheyDeclare() throws {
    let map = SaliencyMap(height: 2, width: 2, values: [0.1, 0.2, 0.3, 0.4])
    let truth = PixelMask(height: 2, width: 2, bits: [false, false, false, true])
    for shape in [InputShape.image(channels: 1, height: 2, width: 2), .words(channels: 1, count: 4)] {
      let input = ModelInput(shape: shape, values: [1, 1, 1, 0.5])
      let declared = MeasureRegistry.scores.filter { input.isSentence ? $0.servesSentences : $0.servesImages }
      let classify: Classify = { batch in
        batch.map { input in
          let seen = zip(map.values, input.values).reduce(Float(0)) { $0 + $1.0 * $1.1 }
          return [seen, 1 - seen]
        }
      }
      let judged = SaliencyMap(height: shape.height, width: shape.width, values: map.values)
      let object = PixelMask(height: shape.height, width: shape.width, bits: truth.bits)
      let scored = ScoredItem(input: input, target: 0, probability: 0.8, truth: object, classify: classify)
      let scorer = ExplanationScorer.everything
      let ofMap = try scorer.scores(of: judged, named: "m", for: scored, explain: { _ in judged })
      let ofMask = try scorer.scores(of: object, for: scored)
      let names = Set((ofMap + ofMask).map { String($0.name.split(separator: ".")[1]) })
        .union(try scorer.scores(ofItem: scored).map(\.name))
      // An information curve may be undefined, and four words leave no sets of many sizes; nothing else is left out here.
      let mayLack: Set = ["sic", "aic", "sensitivity-n"]
      #expect(names.union(mayLack) == Set(declared.map(\.key)).union(mayLack), "\(shape)")
    }
  }

  private static var tables: String {
    var gain = (InsertionDeletion.relevanceGain, "`\(InsertionDeletion.key)`")
    gain.0.key += "-FILL"
    let measures = MeasureRegistry.all.flatMap { measure in
      measure.scores.map { ($0, "`\(measure.key)`") } + (measure == InsertionDeletion.self ? [gain] : [])
    }
    let all = measures + PredictionCheckScores.all.map { ($0, "the method") }
    return ScoreDescription.Family.allCases.map { family in
      let rows = all.filter { $0.0.family == family && !$0.0.isDetail }.map(row)
      return "## \(family.title)\n\n| score | what it tells | passes | computed by | source |\n|---|---|---|---|---|\n"
        + rows.joined() + "\n"
    }.joined()
  }

  private static func row(_ score: ScoreDescription, computedBy measure: String) -> String {
    let arrow: String =
      switch score.direction {
      case .higher: " ↑"
      case .lower: " ↓"
      case .neither: ""
      }
    let limit = score.servesSentences ? (score.servesImages ? "" : "Sentences only.") : "Images only."
    let text = [score.explanation, score.details, limit].filter { !$0.isEmpty }.joined(separator: " ")
    let own = score.passes == 0 ? [] : ["\(score.passes) \(score.subjects.map(each).joined(separator: ", "))"]
    let passes = (own + (score.sharedPasses == 0 ? [] : ["\(score.sharedPasses) an item"])).joined(separator: ", ")
    return "| `\(score.key)`\(arrow) | \(score.name). \(text) | \(passes) | \(measure) | \(score.source) |\n"
  }

  private static func each(_ subject: ScoreDescription.Subject) -> String {
    switch subject {
    case .map: "a map"
    case .mask: "a mask"
    case .item: "an item"
    }
  }
}
