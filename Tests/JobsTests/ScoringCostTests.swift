import Foundation
import Testing

@testable import Jobs

/// What `winnow run` says of the scores before a sweep.
@Suite struct ScoringCostTests {
  @Test func passesAreThoseOfAllMapsAndMasks() throws {
    let file = try demoJob(
      "methods: [{smug: {k: 40}}, ig]\nscores: [form, insertion-deletion, mask-tests, mu-fidelity]\nfills: [zero, road]\n"
    )
    let cost = try #require(try PreparedJob(file).scoringCost(seconds: 0))
    // SMUG has two maps and a mask, IG a map: curves of 50 and 10 steps, two tests of the mask under each fill, sets once.
    #expect(cost.maps == 3 && cost.masks == 1)
    let curves: Int = 3 * 2 * (51 + 11)
    #expect(cost.passes == curves + 2 * 2 + 2 * 101)
    #expect(cost.rate > 0)
  }

  @Test func scoresWithoutPassesHaveNoCost() throws {
    #expect(try PreparedJob(try demoJob("methods: [ig]\n")).scoringCost(seconds: 0) == nil)
  }

  @Test func hoursAreSharedByTheThreads() {
    let cost = ScoringCost(maps: 3, masks: 1, passes: 1200, rate: 100)
    #expect(cost.hours(items: 3000, workers: 4) == 2.5)
    let text = cost.text(items: 3000, workers: 4)
    #expect(text.contains("1200 passes an item (3 maps, 1 mask): 12 s at 100 passes a second"))
    #expect(text.contains("2.5 hours for 3000 items on 4 threads"))
  }
}
