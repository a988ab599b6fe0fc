import Testing

@testable import MaskSolving

@Suite struct BruteForceTests {
  @Test(arguments: MaskObjective.allCases)
  func agreesWithBruteForce(objective: MaskObjective) throws {
    var random = SplitMix64(seed: 1)
    let solver = MaskSolver(settings: SolverSettings(objective: objective))
    for trial in 0..<5000 {
      let problem = MaskProblem.random(maxVariables: trial < 4980 ? 9 : trial < 4998 ? 13 : 18, using: &random)
      let solution = try solver.solve(problem)
      if let expected = problem.bruteForce(objective) {
        #expect(solution.status == .optimal, "trial \(trial)")
        #expect(solution.cost == expected.cost, "trial \(trial)")
        #expect(solution.bound == expected.cost, "trial \(trial)")
        #expect(MaskChecker.firstViolation(of: problem, mask: solution.mask) == nil)
      } else {
        #expect(solution.status == .infeasible, "trial \(trial)")
      }
    }
  }
}
