import Testing

@testable import MaskSolving

@Suite struct OptimaTests {
  @Test func countsAndRolesAgreeWithBruteForce() throws {
    var random = SplitMix64(seed: 4)
    for trial in 0..<500 {
      var problem = MaskProblem.random(maxVariables: 9, using: &random)
      problem.pixelsPerVariable = problem.pixelsPerVariable.map { max(1, $0) }
      let objective: MaskObjective = trial % 2 == 0 ? .pixels : .windows
      let solver = MaskSolver(settings: SolverSettings(objective: objective))
      let optima = try solver.optimalMasks(of: problem, limit: 1000)
      guard let expected = problem.bruteForce(objective) else {
        #expect(optima == nil)
        continue
      }
      let found = try #require(optima)
      #expect(found.cost == expected.cost)
      #expect(found.count == expected.count, "trial \(trial)")
      #expect(found.isCountExact)
      #expect(found.masks.count == expected.count)
      #expect(Set(found.masks).count == expected.count)
      for variable in 0..<problem.variableCount {
        let kept = found.masks.filter { $0[variable] }.count
        let role: OptimalMasks.Role = kept == 0 ? .never : kept == expected.count ? .always : .sometimes
        #expect(found.roles[variable] == role, "trial \(trial), variable \(variable)")
      }
    }
  }
}
