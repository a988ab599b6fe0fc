import MaskSolving
import Timing

/// Exact solving by refinement: ``MaskSolver`` (presolve and Z3) minimises under linear conditions that every feasible mask
/// meets; its mask is tried on the network; where it fails, a condition that excludes it, and as many masks like it as the
/// relaxation proves infeasible too, is added. Slower than ``MaskSearch`` on the networks measured, and with nothing in
/// common but the relaxation: the two check each other.
final class MaskRefinement {
  private let judge: MaskJudge
  private let network: WindowedNetwork
  private let relaxation: MarginRelaxation
  private let deadline: Deadline
  private var conditions: MaskProblem

  private(set) var best: [Int32]?
  private(set) var bestCost: Int
  private(set) var bound = 0
  private(set) var isSettled = false
  private(set) var relaxations = 0
  /// Masks tried and excluded.
  private(set) var refinements = 0

  init(_ judge: MaskJudge, best: [Int32]?, deadline: Deadline) {
    self.judge = judge
    self.deadline = deadline
    network = judge.network
    relaxation = MarginRelaxation(network)
    self.best = best
    bestCost = best.map { judge.cost(of: $0) } ?? .max
    conditions = MaskProblem(pixelsPerVariable: network.costs, constraints: [])
    let variables = Array(0..<Int32(network.variableCount))
    let linear = network.bias.withUnsafeBufferPointer {
      relaxation.linearBounds(first: $0.baseAddress!, free: variables)
    }
    for bound in linear where bound.constant.isFinite && bound.coefficients.allSatisfy(\.isFinite) {
      conditions.constraints.append(
        MaskProblem.Constraint(
          variables: variables, coefficients: bound.coefficients, bias: bound.constant, threshold: network.delta))
    }
  }

  func run() throws(MaskSolvingError) {
    while !isSettled, !deadline.hasPassed {
      let remaining = deadline.remaining
      let solver = MaskSolver(
        settings: SolverSettings(objective: .pixels, timeLimit: remaining.isFinite ? max(0.01, remaining) : nil))
      let solution: MaskSolution
      do throws(MaskSolvingError) {
        solution = try solver.solve(conditions, isCancelled: { [deadline] in deadline.hasPassed })
      } catch {
        switch error {
        case .limitReachedWithoutMask(let known): bound = max(bound, known)
        // Z3 may also call its interruption an error.
        case .z3 where deadline.remaining < 0.1: break
        default: throw error
        }
        return
      }
      guard solution.status != .infeasible else {
        // What every feasible mask meets cannot be met.
        bound = network.costs.reduce(1, +)
        isSettled = true
        return
      }
      bound = min(bestCost, max(bound, solution.bound))
      if bound == bestCost {
        isSettled = true
        return
      }
      let kept = (0..<Int32(network.variableCount)).filter { solution.mask[Int($0)] }
      if judge.isFeasible(keeping: kept) {
        if solution.cost < bestCost { (best, bestCost) = (kept, solution.cost) }
        isSettled = solution.status == .optimal
        if !isSettled { return }
      } else {
        exclude(kept)
      }
    }
  }

  /// Adds a condition that a mask violates: windows are released from it as long as the relaxation proves that the rest
  /// decides, kept ones first, since conditions that only ask for more windows bind most.
  private func exclude(_ mask: [Int32]) {
    refinements += 1
    var kept = mask
    var isKept = [Bool](repeating: false, count: network.variableCount)
    for variable in mask { isKept[Int(variable)] = true }
    var hidden = (0..<Int32(network.variableCount)).filter { !isKept[Int($0)] }
    var free: [Int32] = []
    for variable in mask + hidden {
      if deadline.hasPassed { break }
      let wasKept = isKept[Int(variable)]
      let fixed = wasKept ? kept.filter { $0 != variable } : kept
      relaxations += 1
      let bound = judge.first(keeping: fixed).withUnsafeBufferPointer {
        relaxation.bound(first: $0.baseAddress!, free: free + [variable], budget: .max)
      }
      guard bound.isInfeasible else { continue }
      free.append(variable)
      if wasKept { kept = fixed } else { hidden.removeAll { $0 == variable } }
    }
    conditions.constraints.append(
      MaskProblem.Constraint(
        variables: hidden + kept, coefficients: hidden.map { _ in 1 } + kept.map { _ in -1 }, bias: 0,
        threshold: -Double(kept.count)))
  }
}
