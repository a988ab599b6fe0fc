import Foundation
import TestSupport
import Testing
import Timing

@testable import MaskSolving

/// Z3 against the solver's own search: two proofs of one mask.
@Suite struct ProverTests {
  private func solve(_ problem: MaskProblem, _ prover: MaskProver, limit: Double? = nil) throws -> MaskSolution {
    try MaskSolver(settings: SolverSettings(timeLimit: limit, prover: prover)).solve(problem)
  }

  /// `both` throws where they differ. WINNOW_PROVER_PROBLEMS asks for more problems.
  @Test func bothAgreeOnRandomProblems() throws {
    var random = SplitMix64(seed: 180)
    let count = ProcessInfo.processInfo.environment["WINNOW_PROVER_PROBLEMS"].flatMap(Int.init) ?? 200
    var settled: [ProofEngine: Int] = [:]
    for _ in 0..<count {
      let problem = MaskProblem.random(maxVariables: 24, using: &random)
      let solution = try solve(problem, .both)
      #expect(solution.status != .feasible)
      if solution.status == .optimal {
        #expect(solution.proof.confirmed == solution.proof.components)
        #expect(solution.proof.settled.values.reduce(0, +) == solution.proof.components)
      }
      settled.merge(solution.proof.settled, uniquingKeysWith: +)
    }
    // The problems are worth it: not all are decided by reductions alone.
    #expect(settled[.elimination, default: 0] > 0 && settled[.reduction, default: 0] > 0)
  }

  @Test func bothAgreeOnOverlappingFields() throws {
    for seed in 0..<8 {
      let problem = PropertyTests.grid(side: 10, field: 3, filters: 3, threshold: 0.2, seed: UInt64(seed))
      let solution = try solve(problem, .both)
      #expect(solution.status == .optimal)
      #expect(solution.proof.confirmed == solution.proof.components)
    }
  }

  @Test func z3AloneFindsWhatTryingAllMasksFinds() throws {
    var random = SplitMix64(seed: 181)
    for _ in 0..<150 {
      let problem = MaskProblem.random(maxVariables: 9, using: &random)
      let solution = try solve(problem, .z3)
      guard let best = problem.bruteForce(.pixels) else {
        #expect(solution.status == .infeasible)
        continue
      }
      #expect(solution.status == .optimal && solution.cost == best.cost)
      #expect(solution.proof.settled[.z3, default: 0] == solution.proof.components)
      #expect(solution.proof.confirmed == 0)
    }
  }

  /// Weights that Z3 takes only in a rounded form are kept exactly all the same.
  @Test func z3AloneIsExactWhereWeightsAreRounded() throws {
    var random = SplitMix64(seed: 182)
    for _ in 0..<20 {
      let constraints = (0..<3).map { _ in
        let coefficients = (0..<13).map { _ in Double(Int.random(in: 1...1 << 40, using: &random)) }
        return MaskProblem.Constraint(
          variables: Array(0..<13), coefficients: coefficients, bias: 0, threshold: coefficients.reduce(0, +) / 2)
      }
      let problem = MaskProblem(pixelsPerVariable: [Int](repeating: 1, count: 13), constraints: constraints)
      #expect(try solve(problem, .z3).cost == problem.bruteForce(.pixels)?.cost)
      #expect(try solve(problem, .both).cost == problem.bruteForce(.pixels)?.cost)
    }
  }

  @Test func aTimeLimitLeavesZ3AMaskAndABound() throws {
    let problem = PropertyTests.grid(side: 16, field: 4, filters: 3, threshold: 0.1, seed: 80)
    let solution = try solve(problem, .z3, limit: 0.3)
    #expect(MaskChecker.firstViolation(of: problem, mask: solution.mask) == nil)
    #expect(solution.bound <= solution.cost)
    #expect(solution.status == .optimal || solution.limit == .time)
  }

  // MARK: - Disagreement

  private var component: Component {
    // At least two of three windows.
    let atLeastTwo = IntegerConstraint(
      literals: (0..<3).map { Literal($0) }, weights: [1, 1, 1], bound: 2)
    return Component(variables: [0, 1, 2], costs: [1, 1, 1], constraints: [atLeastTwo])
  }

  private func solved() throws -> ComponentSolver {
    let solver = ComponentSolver(component, deadline: .never, limits: SearchLimits())
    try solver.solveQuickly(deadline: .never)
    try #require(solver.isSettled && solver.bound == 2)
    return solver
  }

  @Test func answersThatDifferAreAnError() throws {
    let wrong: [Z3Optimizer.Outcome] = [
      .infeasible, .optimal([true, false, false], cost: 1), .optimal([true, true, true], cost: 3), .stopped(bound: 3),
    ]
    for outcome in wrong {
      let solver = try solved()
      #expect { try solver.compare(with: outcome) } throws: {
        guard case MaskSolvingError.proversDisagree(let words)? = $0 as? MaskSolvingError else { return false }
        return words.contains("3 windows") && words.contains("Z3")
      }
    }
    let infeasible = ComponentSolver(
      Component(variables: [0], costs: [1], constraints: [.unit(Literal(0)), .unit(Literal(0, negated: true))]),
      deadline: .never, limits: SearchLimits())
    #expect(infeasible.isInfeasible)
    #expect(throws: MaskSolvingError.self) { try infeasible.compare(with: .optimal([true], cost: 1)) }
  }

  @Test func whatOneLeavesOpenTheOtherSettles() throws {
    let solver = try solved()
    try solver.compare(with: .stopped(bound: 1))
    #expect(!solver.isConfirmed)
    try solver.compare(with: .optimal([true, true, false], cost: 2))
    #expect(solver.isConfirmed && solver.engine != .z3)

    let late = ComponentSolver(component, deadline: Deadline(secondsFromNow: 0), limits: SearchLimits())
    if !late.isSettled {
      try late.compare(with: .optimal([true, true, false], cost: 2))
      #expect(late.isSettled && late.engine == .z3 && late.mask == [true, true, false] && !late.isConfirmed)
    }
  }
}
