import MaskSolving
import Timing

/// Exact search by rising budgets: that no mask of at most so much is feasible is proven for one budget after the other,
/// so that the bound rises until it meets the best mask. Within a budget masks are enumerated depth first; a subcube is
/// dropped when the relaxation shows that no mask in it can be feasible.
final class MaskSearch {
  private let judge: MaskJudge
  private let network: WindowedNetwork
  private let relaxation: MarginRelaxation
  private let deadline: Deadline
  /// All costs are multiples of it.
  private let step: Int
  private let stack: ValueBuffers
  private var kept: [Int32] = []
  private var limit = 0
  private var stopped = false
  private var untilCheck = 0

  private(set) var best: [Int32]?
  private(set) var bestCost: Int
  /// No feasible mask costs this or less, unless it is ``best``.
  private(set) var proven = -1
  private(set) var relaxations = 0

  /// How many decisions a relaxation must be able to save, in terms of its own work, to be worth trying.
  private static let worthwhile = 2.0

  init(_ judge: MaskJudge, best: [Int32]?, deadline: Deadline) {
    self.judge = judge
    self.deadline = deadline
    network = judge.network
    relaxation = MarginRelaxation(network)
    self.best = best
    bestCost = best.map { judge.cost(of: $0) } ?? .max
    step = max(1, network.costs.reduce(0) { Self.greatestCommonDivisor($0, $1) })
    stack = ValueBuffers(widths: Array(repeating: network.rowCount, count: network.variableCount + 1))
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }

  /// The lowest cost that a feasible mask may have; above the cost of everything when none is feasible.
  var bound: Int {
    let next = proven < 0 ? 0 : (proven / step + 1) * step
    return min(next, bestCost)
  }

  /// Is ``best`` optimal, or is it proven that there is no feasible mask?
  var isSettled: Bool { proven >= total || bound == bestCost }

  private var total: Int { network.costs.reduce(0, +) }

  func run() {
    if proven < 0 {
      if judge.isFeasible(keeping: []) { (best, bestCost) = ([], 0) }
      proven = 0
    }
    let increment = network.costs.max() ?? 1
    while !isSettled {
      limit = min(total, proven + increment)
      for row in network.bias.indices { stack[0][row] = network.bias[row] }
      explore(depth: 0, cost: 0, free: Array(0..<Int32(network.variableCount)))
      if stopped { return }
      proven = limit
    }
  }

  private func explore(depth: Int, cost: Int, free: [Int32]) {
    let first = stack[depth]
    var free = free
    while !stopped {
      let budget = min(limit, bestCost - step) - cost
      free.removeAll { network.costs[Int($0)] > budget }
      if free.isEmpty { return }
      var place = free.count - 1
      if masks(free, budget) * judge.operations > Self.worthwhile * relaxation.operations {
        relaxations += 1
        let bound = relaxation.bound(first: UnsafePointer(first.baseAddress!), free: free, budget: budget)
        if bound.isInfeasible { return }
        place = free.indices.max {
          bound.coefficients[Int(free[$0])] < bound.coefficients[Int(free[$1])]
        }!
        checkTime(after: relaxation.operations)
      }
      let variable = free.remove(at: place)
      keep(variable, depth: depth, cost: cost, free: free)
    }
  }

  private func keep(_ variable: Int32, depth: Int, cost: Int, free: [Int32]) {
    let (first, next) = (stack[depth], stack[depth + 1])
    network.columns[Int(variable)].withUnsafeBufferPointer { column in
      for row in first.indices { next[row] = first[row] + column[row] }
    }
    let cost = cost + network.costs[Int(variable)]
    kept.append(variable)
    defer { kept.removeLast() }
    if cost > proven {
      checkTime(after: judge.operations)
      if judge.isFeasible(UnsafePointer(next.baseAddress!), keeping: kept) {
        (best, bestCost) = (kept, cost)
        return
      }
    }
    let budget = min(limit, bestCost - step) - cost
    if free.contains(where: { network.costs[Int($0)] <= budget }) { explore(depth: depth + 1, cost: cost, free: free) }
  }

  /// How many masks a subcube holds, roughly.
  private func masks(_ free: [Int32], _ budget: Int) -> Double {
    let cheapest = free.reduce(Int.max) { min($0, network.costs[Int($1)]) }
    let most = min(free.count, budget / cheapest)
    var (sum, term) = (0.0, 1.0)
    for size in 0..<most {
      term *= Double(free.count - size) / Double(size + 1)
      sum += term
      if sum > 1e15 { break }
    }
    return sum
  }

  private func checkTime(after operations: Double) {
    untilCheck -= Int(min(operations, 1e6))
    if untilCheck < 0 {
      untilCheck = 1_000_000
      if deadline.hasPassed { stopped = true }
    }
  }
}
