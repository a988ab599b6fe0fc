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
      let three = try #require(try solver.nextMasks(of: problem, limit: 3))
      #expect(three.costs == Array(found.costs.prefix(3)))
    }
  }
}
