import Testing

@testable import MaskSolving

@Suite struct NextMasksTests {
  /// All minimal masks of a problem, by trying every mask.
  private func minimalMasks(_ problem: MaskProblem) -> [[Bool]] {
    let count = problem.variableCount
    let masks = (0..<(1 << count)).filter { pattern in
      MaskChecker.firstViolation(of: problem, mask: (0..<count).map { pattern >> $0 & 1 == 1 }) == nil
    }
    return masks.filter { mask in !masks.contains { $0 != mask && $0 & mask == $0 } }
      .map { pattern in (0..<count).map { pattern >> $0 & 1 == 1 } }
  }

  /// The reference's way: whatever is feasible, in the order of costs, cheap windows that nothing asks for included.
  @Test func allMasksComeInOrderWhereAnyDifferenceCounts() throws {
    var random = SplitMix64(seed: 61)
    for trial in 0..<60 {
      var problem = MaskProblem.random(maxVariables: 7, using: &random)
      problem.pixelsPerVariable = problem.pixelsPerVariable.map { max(1, $0) }
      let count = problem.variableCount
      let feasible = (0..<(1 << count)).map { pattern in (0..<count).map { pattern >> $0 & 1 == 1 } }
        .filter { MaskChecker.firstViolation(of: problem, mask: $0) == nil }
      let costs = feasible.map { problem.cost(of: $0, .pixels) }.sorted()
      let solver = MaskSolver()
      for limit in [1, 4, 200] {
        let found = try solver.nextMasks(of: problem, limit: limit, distinct: .assignment)
        #expect((found?.costs ?? []) == Array(costs.prefix(limit)), "trial \(trial), limit \(limit)")
        let masks = found?.masks ?? []
        #expect(Set(masks).count == masks.count && Set(masks).isSubset(of: Set(feasible)))
      }
    }
  }

  /// A limit that strikes hides further masks; it does not make them go away.
  @Test func whatALimitHidesIsNotCalledComplete() throws {
    let problem = PropertyTests.grid(side: 9, field: 3, filters: 3, threshold: 0.2, seed: 11)
    let solution = try MaskSolver().solve(problem)
    let solver = MaskSolver(settings: SolverSettings(timeLimit: 1e-6))
    let found = try #require(try solver.nextMasks(of: problem, limit: 5, after: solution.mask))
    #expect(found.masks == [solution.mask] && !found.isComplete)
  }

  @Test func allMinimalMasksComeInOrder() throws {
    var random = SplitMix64(seed: 60)
    for trial in 0..<120 {
      var problem = MaskProblem.random(maxVariables: 8, using: &random)
      problem.pixelsPerVariable = problem.pixelsPerVariable.map { max(1, $0) }
      let expected = minimalMasks(problem)
      let solver = MaskSolver(settings: SolverSettings(objective: .pixels))
      guard let found = try solver.nextMasks(of: problem, limit: 500) else {
        #expect(expected.isEmpty, "trial \(trial)")
        continue
      }
      #expect(found.isComplete)
      #expect(Set(found.masks) == Set(expected), "trial \(trial)")
      #expect(found.masks.count == expected.count)
      #expect(found.costs == found.costs.sorted())
      #expect(found.costs == found.masks.map { problem.cost(of: $0, .pixels) })
      // Beginning with a known optimum changes nothing but ties.
      let optimum = try solver.solve(problem).mask
      let after = try #require(try solver.nextMasks(of: problem, limit: 500, after: optimum))
      #expect(after.masks.first == optimum && after.costs == found.costs && Set(after.masks) == Set(expected))
      let three = try #require(try solver.nextMasks(of: problem, limit: 3))
      #expect(three.costs == Array(found.costs.prefix(3)))
    }
  }
}
