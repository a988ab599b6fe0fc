import Foundation
import Testing
import Timing

@testable import MaskSolving

/// What must hold whatever the problem.
@Suite struct PropertyTests {
  private func optimum(_ problem: MaskProblem) throws -> Int? {
    let solution = try MaskSolver().solve(problem)
    return solution.status == .infeasible ? nil : solution.cost
  }

  @Test func anotherConstraintNeverLowersTheOptimum() throws {
    var random = SplitMix64(seed: 8)
    for _ in 0..<200 {
      var problem = MaskProblem.random(maxVariables: 12, using: &random)
      guard let last = problem.constraints.popLast() else { continue }
      let before = try optimum(problem)
      problem.constraints.append(last)
      let after = try optimum(problem)
      if let before { #expect(after.map { $0 >= before } ?? true) } else { #expect(after == nil) }
    }
  }

  @Test func orderOfVariablesAndPowersOfTwoChangeNothing() throws {
    var random = SplitMix64(seed: 9)
    for _ in 0..<200 {
      let problem = MaskProblem.random(maxVariables: 12, using: &random)
      let places = (0..<problem.variableCount).shuffled(using: &random)
      var other = problem
      for (variable, place) in places.enumerated() {
        other.pixelsPerVariable[place] = problem.pixelsPerVariable[variable]
      }
      for index in other.constraints.indices {
        let scale = Double(sign: .plus, exponent: Int.random(in: -40...40, using: &random), significand: 1)
        other.constraints[index].variables = problem.constraints[index].variables.map { Int32(places[Int($0)]) }
        other.constraints[index].coefficients = problem.constraints[index].coefficients.map { $0 * scale }
        other.constraints[index].bias *= scale
        other.constraints[index].threshold *= scale
      }
      other.constraints.shuffle(using: &random)
      #expect(try optimum(problem) == optimum(other))
    }
  }

  /// A grid like a first layer's: overlapping small receptive fields over an image.
  static func grid(side: Int, field: Int, filters: Int, threshold: Double, seed: UInt64) -> MaskProblem {
    var random = SplitMix64(seed: seed)
    var constraints: [MaskProblem.Constraint] = []
    for row in 0...(side - field) {
      for column in 0...(side - field) {
        for _ in 0..<filters where Int.random(in: 0..<3, using: &random) == 0 {
          let variables = (0..<(field * field)).map { Int32((row + $0 / field) * side + column + $0 % field) }
          let coefficients = variables.map { _ in Double.random(in: -1...1, using: &random) }
          let all = coefficients.reduce(0, +)
          if all > 0.1 {
            constraints.append(
              .init(variables: variables, coefficients: coefficients, bias: 0, threshold: threshold * all))
          }
        }
      }
    }
    return MaskProblem(pixelsPerVariable: [Int](repeating: 1, count: side * side), constraints: constraints)
  }

  @Test func threadsChangeNothing() throws {
    let problem = Self.grid(side: 16, field: 2, filters: 2, threshold: 0.3, seed: 10)
    let one = try MaskSolver(settings: SolverSettings(threads: 1)).solve(problem)
    let again = try MaskSolver(settings: SolverSettings(threads: 1)).solve(problem)
    let four = try MaskSolver(settings: SolverSettings(threads: 4)).solve(problem)
    #expect(one.status == .optimal)
    #expect(one.mask == again.mask)
    #expect(one.mask == four.mask)
    #expect(one.bound == four.bound)
  }

  /// Stopped at any moment: a feasible mask and a bound that the optimum confirms.
  @Test func interruptionsNeverGiveAWrongAnswer() throws {
    let problem = Self.grid(side: 9, field: 3, filters: 3, threshold: 0.2, seed: 11)
    let optimal = try MaskSolver().solve(problem)
    #expect(optimal.status == .optimal)
    var random = SplitMix64(seed: 12)
    for _ in 0..<300 {
      let limit = Double.random(in: 0.0001...0.08, using: &random)
      let solution = try MaskSolver(settings: SolverSettings(timeLimit: limit)).solve(problem)
      #expect(MaskChecker.firstViolation(of: problem, mask: solution.mask) == nil)
      #expect(solution.bound <= optimal.cost)
      #expect(solution.cost >= optimal.cost)
      #expect(solution.status == .feasible || solution.cost == optimal.cost)
    }
  }

  /// Z3 on its own path, from several threads, stopped or not: its memory comes back.
  @Test func z3ReturnsItsMemory() throws {
    var random = SplitMix64(seed: 13)
    func once() throws {
      let problem = MaskProblem.random(maxVariables: 14, using: &random)
      let optimizer = try Z3Optimizer(costs: problem.pixelsPerVariable)
      for constraint in problem.constraints {
        if case .exact(let some) = IntegerForm(constraint) { for form in some { try optimizer.require(form) } }
      }
      _ = try optimizer.minimise(deadline: Deadline(secondsFromNow: Double.random(in: 0.001...0.05, using: &random)))
    }
    for _ in 0..<20 { try once() }
    let before = Z3Optimizer.allocatedBytes
    for _ in 0..<300 { try once() }
    // Z3 counts for the whole process: other tests may be using it at this moment.
    var after = Z3Optimizer.allocatedBytes
    for _ in 0..<100 where after >= before + (8 << 20) {
      Thread.sleep(forTimeInterval: 0.1)
      after = Z3Optimizer.allocatedBytes
    }
    #expect(after < before + (8 << 20), "\(before) bytes before, \(after) after")
  }
}
