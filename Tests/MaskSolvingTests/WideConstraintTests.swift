import Testing

@testable import MaskSolving

/// Fully connected first layers: every constraint touches every window.
@Suite struct WideConstraintTests {
  private func layer(variables: Int, neurons: Int, seed: UInt64, gamma: Double = 0) -> MaskProblem {
    var random = SplitMix64(seed: seed)
    let constraints = (0..<neurons).map { _ in
      let coefficients = (0..<variables).map { _ in Double.random(in: -1...1.3, using: &random) }
      let bias = Double.random(in: -1...1, using: &random)
      let all = coefficients.reduce(bias, +)
      return MaskProblem.Constraint(
        variables: Array(0..<Int32(variables)), coefficients: coefficients, bias: bias, threshold: gamma * all)
    }
    return MaskProblem(pixelsPerVariable: [Int](repeating: 1, count: variables), constraints: constraints)
  }

  @Test func agreesWithBruteForceBeyondTables() throws {
    for seed in 20..<26 {
      let problem = layer(variables: 17, neurons: 3, seed: UInt64(seed))
      let solution = try MaskSolver(settings: SolverSettings(objective: .windows)).solve(problem)
      guard let expected = problem.bruteForce(.windows) else {
        #expect(solution.status == .infeasible)
        continue
      }
      #expect(solution.status == .optimal && solution.cost == expected.cost)
    }
  }

  @Test func oneWideConstraintIsSettledByItsHeaviestWindows() throws {
    let problem = layer(variables: 20_000, neurons: 1, seed: 30, gamma: 0.5)
    let solution = try MaskSolver(settings: SolverSettings(objective: .windows)).solve(problem)
    #expect(solution.status == .optimal)
    // Taking the largest coefficients first is optimal for one constraint of equal costs.
    let constraint = problem.constraints[0]
    var sum = constraint.bias + constraint.coefficients.filter { $0 < 0 }.reduce(0) { total, _ in total }
    var count = 0
    for coefficient in constraint.coefficients.sorted(by: >) {
      if sum > constraint.threshold { break }
      sum += coefficient
      count += 1
    }
    #expect(abs(solution.cost - count) <= 1)
  }

  @Test func severalWideConstraintsGiveAMaskAndABound() throws {
    let problem = layer(variables: 784, neurons: 12, seed: 31, gamma: 0.3)
    let solution = try MaskSolver(settings: SolverSettings(objective: .windows, timeLimit: 0.5)).solve(problem)
    #expect(MaskChecker.firstViolation(of: problem, mask: solution.mask) == nil)
    #expect(solution.bound <= solution.cost)

    // Without the clock: greedy mask and relaxed bound are near each other.
    var constraints: [IntegerConstraint] = []
    for constraint in problem.constraints {
      if case .exact(let some) = IntegerForm(constraint) { constraints += some }
      if case .sandwich(let outer, _) = IntegerForm(constraint) { constraints += outer }
    }
    let component = Component(
      variables: Array(0..<784), costs: [Int](repeating: 1, count: 784), constraints: constraints)
    let cost = component.cost(of: try #require(GreedyMask(component).mask()))
    let bound = LagrangianRelaxation(component).bound(rounds: 150, upper: cost, deadline: .never)
    #expect(bound <= cost)
    #expect(Double(bound) > 0.7 * Double(cost))
  }
}
