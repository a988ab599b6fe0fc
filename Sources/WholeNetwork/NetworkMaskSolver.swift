import MaskSolving

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
  /// Seconds for one problem; nil is as long as it takes.
  public var timeLimit: Double?

  public init(timeLimit: Double? = nil) {
    self.timeLimit = timeLimit
  }

  /// - Parameter exact: the problem's network for exact arithmetic, made once for many problems.
  public func solve(
    _ problem: NetworkMaskProblem, exact: ExactNetwork? = nil
  ) throws(WholeNetworkError) -> NetworkMaskSolution {
    try problem.validate()
    let deadline = timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
    let exact = exact ?? ExactNetwork(problem.network)
    var watch = Stopwatch()
    var stages: [MaskSolution.Stage] = []

    let network = WindowedNetwork(problem)
    let judge = MaskJudge(problem, network: network, exact: exact)
    let greedy = GreedyMasks(judge: judge, deadline: deadline).best()
    stages.append(.init(name: "greedy", seconds: watch.lap()))
    let search = MaskSearch(judge, best: greedy, deadline: deadline)
    search.run()
    stages.append(.init(name: "search", seconds: watch.lap()))

    var solution = NetworkMaskSolution(
      status: .infeasible, mask: [], cost: 0, bound: search.bound, margin: -.infinity,
      variables: network.variableCount, evaluations: judge.evaluations, exactDecisions: judge.exactDecisions,
      relaxations: search.relaxations, stages: stages)
    guard let best = search.best else {
      guard search.isSettled else { throw .limitReachedWithoutMask(bound: search.bound) }
      return solution
    }
    solution.mask = network.mask(keeping: best, of: problem.costs.count)
    solution.cost = problem.cost(of: solution.mask)
    solution.status = search.isSettled ? .optimal : .feasible
    let scores = exact.scores(of: problem, mask: solution.mask)
    guard scores.exceed(target: problem.target, delta: problem.delta) else {
      throw .checkFailed("the mask does not keep class \(problem.target) ahead by \(problem.delta)")
    }
    solution.margin = scores.margin(target: problem.target)
    return solution
  }
}
