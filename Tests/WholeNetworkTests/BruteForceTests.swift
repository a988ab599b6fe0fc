import Reproducibility
import Testing
import WholeNetwork

@Suite struct BruteForceTests {
  /// Every optimum beside that of looking at all masks in whole numbers.
  @Test func optimaAreThoseOfBruteForce() throws {
    var random = SeededGenerator(seed: 9)
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

  /// The other way to prove, which has only the relaxation in common with the search.
  @Test func refinementFindsTheSameOptima() throws {
    var random = SeededGenerator(seed: 11)
    var counts = (optimal: 0, infeasible: 0)
    for _ in 0..<150 {
      let toy = ToyProblem.random(windows: Int.random(in: 2...6, using: &random), using: &random)
      let solution = try NetworkMaskSolver(prover: .z3).solve(try toy.problem())
      if let optimum = toy.optimum() {
        #expect(solution.status == .optimal && solution.cost == optimum && solution.bound == optimum)
        #expect(toy.margin(bits(solution.mask)) > toy.delta)
        counts.optimal += 1
      } else {
        #expect(solution.status == .infeasible)
        counts.infeasible += 1
      }
    }
    #expect(counts.optimal > 50 && counts.infeasible > 10, "\(counts)")
  }

  /// What a passed limit leaves: a checked mask with a bound below it, or an error that names a bound.
  @Test func limitsLeaveMaskAndBound() throws {
    var random = SeededGenerator(seed: 12)
    for prover in NetworkMaskSolver.Prover.allCases {
      for _ in 0..<40 {
        let toy = ToyProblem.random(windows: 6, using: &random)
        do {
          let solution = try NetworkMaskSolver(timeLimit: 0, prover: prover).solve(try toy.problem())
          guard let optimum = toy.optimum() else {
            #expect(solution.status == .infeasible)
            continue
          }
          #expect(solution.bound <= optimum && optimum <= solution.cost)
          #expect(toy.margin(bits(solution.mask)) > toy.delta)
          if solution.status == .optimal { #expect(solution.cost == optimum) }
        } catch WholeNetworkError.limitReachedWithoutMask(let bound) {
          #expect(bound <= toy.optimum() ?? .max)
        }
      }
    }
  }

  @Test func refusesWhatHasNoMeaning() throws {
    var random = SeededGenerator(seed: 13)
    let problem = try ToyProblem.random(windows: 3, using: &random).problem()
    func refusal(_ change: (inout NetworkMaskProblem) -> Void) -> String {
      var changed = problem
      change(&changed)
      do {
        _ = try NetworkMaskSolver().solve(changed)
        return ""
      } catch { return "\(error)" }
    }
    #expect(refusal { $0.input[0] = .nan }.contains("not finite"))
    #expect(refusal { $0.input.removeLast() }.contains("values, not"))
    #expect(refusal { $0.windows[0] = 3 }.contains("window that does not exist"))
    #expect(refusal { $0.costs[1] = 0 }.contains("not positive"))
    #expect(refusal { $0.target = 9 }.contains("class 9"))
    #expect(refusal { $0.delta = -1 }.contains("delta"))
    #expect(throws: WholeNetworkError.self) {
      try PiecewiseLinearNetwork(
        inputCount: 3, layers: [.affine(AffineLayer(weights: [1, 2, 3, 4], bias: [0, 0]))])
    }
  }

  @Test func exactScoresAreThoseOfWholeNumbers() throws {
    var random = SeededGenerator(seed: 10)
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
