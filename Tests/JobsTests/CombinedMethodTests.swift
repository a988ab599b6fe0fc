import Explaining
import Foundation
import Saliency
import Testing

@testable import Jobs

@Suite struct CombinedMethodTests {
  @Test func itsMapIsTheMeanRankOfTheMapsAboveIt() throws {
    let job = try demoJob(
      "methods: [gradient-input, grad-cam, combined: {name: two, of: [grad-cam, gradient-input]}, random, combined: {}]\n"
        + "scores: [stability]\n")
    let record = try ItemPipeline(job: PreparedJob(job), rank: 0).process(0)
    guard case .explained(let item) = record.outcome else {
      Issue.record("\(record.outcome)")
      return
    }
    let maps = item.explanations.flatMap(\.maps)
    func map(_ name: String) throws -> SaliencyMap { try #require(maps.first { $0.name == name }).map }
    #expect(try map("two") == MeanRanks.map(of: [map("grad-cam"), map("gradient-input")]))
    // Without names it is all maps above, the other combination too.
    let all = try ["gradient-input", "grad-cam", "two", "random"].map { try map($0) }
    #expect(try map("combined") == MeanRanks.map(of: all))
    // Under noise all maps are made anew.
    #expect(try #require(item.explanations[2].values["two.stability"]) > 0)
  }

  @Test func mapsThatAreNotThereAreRefused() {
    for (methods, reason) in [
      ("[combined]", "must be two"), ("[ig, combined]", "must be two"),
      ("[combined: {of: [ig, random]}, ig, random]", "'ig' is no map"),
      ("[ig, random, combined: {of: [ig, rise]}]", "'rise' is no map of the methods above it, which are ig, random"),
      ("[ig, random, combined: {of: [ig]}]", "at least two"), ("[ig, random, combined: {of: [ig, ig]}]", "twice"),
      ("[ig, random, combined: {off: [ig]}]", "did you mean 'of'"),
    ] {
      #expect("\(methods)") { try demoJob("methods: \(methods)\n") } throws: { "\($0)".contains(reason) }
    }
  }
}
