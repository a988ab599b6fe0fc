/// Decides whether masks are feasible: in floating point where that is certain, exactly where it is not.
final class MaskJudge {
  let network: WindowedNetwork
  private let problem: NetworkMaskProblem
  private let evaluator: MarginEvaluator
  private let exact: ExactNetwork
  private(set) var evaluations = 0
  private(set) var exactDecisions = 0

  /// The smallest margin of the last mask, in floating point.
  var margin: Double { evaluator.margin }
  /// Floating-point operations of one decision, roughly.
  var operations: Double { evaluator.operations }

  init(_ problem: NetworkMaskProblem, network: WindowedNetwork, exact: ExactNetwork) {
    self.problem = problem
    self.network = network
    self.exact = exact
    evaluator = MarginEvaluator(network)
  }

  /// - Parameters:
  ///   - first: the front layers' values of the mask.
  ///   - kept: the variables that it keeps.
  func isFeasible(_ first: UnsafePointer<Double>, keeping kept: [Int32]) -> Bool {
    evaluations += 1
    switch evaluator.evaluate(first) {
    case .feasible: return true
    case .infeasible: return false
    case .tooClose:
      exactDecisions += 1
      let mask = network.mask(keeping: kept, of: problem.costs.count)
      return exact.scores(of: problem, mask: mask).exceed(target: problem.target, delta: problem.delta)
    }
  }

  /// - Returns: whether keeping these variables is feasible.
  func isFeasible(keeping kept: [Int32]) -> Bool {
    first(keeping: kept).withUnsafeBufferPointer { isFeasible($0.baseAddress!, keeping: kept) }
  }

  /// The front layers' values of a mask.
  func first(keeping kept: [Int32]) -> [Double] {
    var values = network.bias
    for variable in kept {
      network.columns[Int(variable)].withUnsafeBufferPointer { column in
        for row in values.indices { values[row] += column[row] }
      }
    }
    return values
  }

  func cost(of kept: some Sequence<Int32>) -> Int { kept.reduce(0) { $0 + network.costs[Int($1)] } }
}
