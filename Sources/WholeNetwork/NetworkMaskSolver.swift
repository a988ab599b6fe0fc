import MaskSolving
import Timing

/// The answer to a ``NetworkMaskProblem``.
public struct NetworkMaskSolution: Sendable {
  /// `infeasible`: proven that no mask keeps the target ahead by more than delta.
  public var status: MaskStatus
  /// One entry per window: is it kept? Empty when `status` is `infeasible`.
  public var mask: [Bool]
  public var cost: Int
  /// Proven lower bound of the cost of any feasible mask; equals `cost` when optimal.
  public var bound: Int
  /// The smallest difference of the target's score and another under the mask, from exact arithmetic.
  public var margin: Double
  /// Windows that hold something: the others were settled beforehand.
  public var variables: Int
  /// Masks decided, those among them decided in exact arithmetic, and subcubes bounded.
  public var evaluations: Int
  public var exactDecisions: Int
  public var relaxations: Int
  /// Seconds of each stage.
  public var stages: [MaskSolution.Stage]

  /// The relative gap between mask and bound, 0 when optimal.
  public var gap: Double { cost > bound ? Double(cost - bound) / Double(cost) : 0 }
}

/// Smallest masks that keep a whole network's decision, over the real numbers.
///
/// The network's parameters and the input are taken as the doubles that they are; every answer holds for the function that
/// they define in exact arithmetic. A greedy mask first, then search by rising budgets; see docs/whole-network.md.
public struct NetworkMaskSolver: Sendable {
  /// How optimality is proven.
  public enum Prover: String, Sendable, CaseIterable {
    /// Depth-first search by rising budgets, with linear bounds.
    case search
    /// Z3 on conditions that are refined until its mask keeps the decision.
    case z3
  }

  /// Seconds for one problem; nil is as long as it takes.
  public var timeLimit: Double?
  public var prover: Prover

  public init(timeLimit: Double? = nil, prover: Prover = .search) {
    self.timeLimit = timeLimit
    self.prover = prover
  }

  /// - Parameters:
  ///   - exact: the problem's network for exact arithmetic, made once for many problems.
  ///   - isCancelled: asked often; once it says true the search ends as at the time limit.
  public func solve(
    _ problem: NetworkMaskProblem, exact: ExactNetwork? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(WholeNetworkError) -> NetworkMaskSolution {
    try problem.validate()
    let limit = timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
    let deadline = isCancelled.map(limit.cancelled) ?? limit
    let exact = exact ?? ExactNetwork(problem.network)
    var watch = Stopwatch()
    var stages: [MaskSolution.Stage] = []

    let network = WindowedNetwork(problem)
    let judge = MaskJudge(problem, network: network, exact: exact)
    let greedy = GreedyMasks(judge: judge, deadline: deadline).best()
    stages.append(.init(name: "greedy", seconds: watch.lap()))
    let proof = try prove(judge, greedy: greedy, deadline: deadline)
    stages.append(.init(name: "proof", seconds: watch.lap()))

    var solution = NetworkMaskSolution(
      status: .infeasible, mask: [], cost: 0, bound: proof.bound, margin: -.infinity,
      variables: network.variableCount, evaluations: judge.evaluations, exactDecisions: judge.exactDecisions,
      relaxations: proof.relaxations, stages: stages)
    guard let best = proof.best else {
      guard proof.isSettled else { throw .limitReachedWithoutMask(bound: proof.bound) }
      return solution
    }
    solution.mask = network.mask(keeping: best, of: problem.costs.count)
    solution.cost = problem.cost(of: solution.mask)
    solution.status = proof.isSettled ? .optimal : .feasible
    let scores = exact.scores(of: problem, mask: solution.mask)
    guard scores.exceed(target: problem.target, delta: problem.delta) else {
      throw .checkFailed("the mask does not keep class \(problem.target) ahead by \(problem.delta)")
    }
    solution.margin = scores.margin(target: problem.target)
    return solution
  }

  private struct Proof {
    var best: [Int32]?
    var bound: Int
    var isSettled: Bool
    var relaxations: Int
  }

  private func prove(
    _ judge: MaskJudge, greedy: [Int32]?, deadline: Deadline
  ) throws(WholeNetworkError) -> Proof {
    switch prover {
    case .search:
      let search = MaskSearch(judge, best: greedy, deadline: deadline)
      search.run()
      return Proof(
        best: search.best, bound: search.bound, isSettled: search.isSettled, relaxations: search.relaxations)
    case .z3:
      let refinement = MaskRefinement(judge, best: greedy, deadline: deadline)
      do throws(MaskSolvingError) { try refinement.run() } catch { throw .z3("\(error)") }
      return Proof(
        best: refinement.best, bound: refinement.bound, isSettled: refinement.isSettled,
        relaxations: refinement.relaxations)
    }
  }
}
