import Testing
import WholeNetwork

@Suite struct BruteForceTests {
  /// Every optimum beside that of looking at all masks in whole numbers.
  @Test func optimaAreThoseOfBruteForce() throws {
    var random = Generator(state: 9)
    var counts = (optimal: 0, infeasible: 0, exact: 0, bounded: 0)
    for _ in 0..<2000 {
      let toy = ToyProblem.random(windows: Int.random(in: 2...7, using: &random), using: &random)
      let problem = try toy.problem()
      let solution = try NetworkMaskSolver().solve(problem)
      let optimum = toy.optimum()
      counts.exact += solution.exactDecisions
      counts.bounded += solution.relaxations
      if let optimum {
        #expect(solution.status == .optimal)
        #expect(solution.cost == optimum && solution.bound == optimum)
        #expect(toy.cost(bits(solution.mask)) == optimum)
        #expect(Double(toy.margin(bits(solution.mask))) * toy.toy.scale == solution.margin)
        #expect(toy.margin(bits(solution.mask)) > toy.delta)
        counts.optimal += 1
      } else {
        #expect(solution.status == .infeasible && solution.mask.isEmpty)
        counts.infeasible += 1
      }
    }
    // The cases are of all kinds, and ties were met.
    #expect(counts.optimal > 1000 && counts.infeasible > 100 && counts.exact > 500, "\(counts)")
  }

  @Test func exactScoresAreThoseOfWholeNumbers() throws {
    var random = Generator(state: 10)
    for _ in 0..<300 {
      let toy = ToyProblem.random(windows: 5, using: &random)
      let exact = ExactNetwork(try toy.toy.network())
      let problem = try toy.problem()
      for _ in 0..<4 {
        let mask = Int.random(in: 0..<32, using: &random)
        let scores = exact.scores(of: problem, mask: (0..<5).map { mask >> $0 & 1 == 1 })
        let margin = toy.margin(mask)
        #expect(scores.margin(target: toy.target) == Double(margin) * toy.toy.scale)
        #expect(scores.exceed(target: toy.target, delta: problem.delta) == (margin > toy.delta))
      }
    }
  }
}
