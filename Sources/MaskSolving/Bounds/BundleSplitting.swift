import Timing

/// A lower bound by Lagrangian decomposition into clusters of tables, each minimised exactly by ``FrontierElimination``.
///
/// The same idea as ``LagrangianSplitting`` with much larger subproblems: the bound is far better, and each improvement
/// more expensive. The shares follow the proximal bundle method in the form of Swoboda and Kolmogorov (MAP inference via
/// block-coordinate Frank-Wolfe algorithm, CVPR 2019): every cluster keeps a mixture of assignments; where the mixtures
/// disagree about a variable, those that want it pay more; and each step moves one cluster's mixture towards the
/// assignment that is cheapest under the present shares.
final class BundleSplitting {
  /// One cluster with its mixture.
  private struct Cluster {
    var sweep: FrontierElimination
    /// Shares of the costs about which the method is centred, by entry.
    var centre: [Double]
    /// The mean of the mixture, by entry.
    var mean: [Double]
    /// Assignments of the mixture as sets of entries, with their weights.
    var atoms: [[Int32]] = []
    var weights: [Double] = []
  }

  /// Units per unit of cost.
  let scale: Int
  private let costs: [Int]
  private var clusters: [Cluster]
  /// How many clusters hold a variable, and the sum of their means.
  private var occurrences: [Double]
  private var sums: [Double]
  /// How far a disagreement moves the shares.
  private let pull = 1.2
  private let memory: FrontierMemory
  private let tables: MemoryBudget.Reservation?
  /// The best bound so far, in units, and the shares that gave it.
  private(set) var bound: Int
  private var bestShares: [[Int16]] = []
  private var passes = 0
  private var seconds = 0.0

  /// The largest cost for which sixteen bits are fine enough.
  static let costLimit = 1 << 10

  /// - Parameters:
  ///   - widthLimit: of the clusters' frontiers.
  ///   - previous: a splitting of the same system with smaller clusters, to begin with.
  /// - Returns: nil when there is not memory enough.
  init?(_ system: BlockSystem, widthLimit: Int, memory: FrontierMemory, previous: BundleSplitting? = nil) {
    costs = system.costs
    self.memory = memory
    scale = max(1, 256 / max(1, costs.max() ?? 1))
    bound = 0
    occurrences = [Double](repeating: 0, count: costs.count)
    sums = occurrences
    // Unions of the previous clusters: the bound then only rises.
    let units = previous?.clusters.map(\.sweep.blocks) ?? system.blocks.indices.map { [$0] }
    clusters = []
    tables = memory.budget?.reserve(0)
    var bytes = 0
    for order in FrontierOrder.groups(system, units: units, widthLimit: widthLimit) {
      let sweep = FrontierElimination(system, order: order)
      bytes += sweep.tableBytes
      guard memory.holds(sweep), tables?.resize(to: bytes) ?? true else { return nil }
      let zeros = [Double](repeating: 0, count: sweep.variables.count)
      clusters.append(Cluster(sweep: sweep, centre: zeros, mean: zeros))
    }
    for cluster in clusters { for variable in cluster.sweep.variables { occurrences[Int(variable)] += 1 } }
    if let previous {
      takeShares(of: previous, system)
    } else {
      for index in clusters.indices {
        clusters[index].centre = clusters[index].sweep.variables.map {
          Double(costs[Int($0)]) / occurrences[Int($0)]
        }
      }
    }
  }

  /// Each block takes its part of its old cluster's shares with it.
  private func takeShares(of previous: BundleSplitting, _ system: BlockSystem) {
    var shareOf: [[Int32: Double]] = system.blocks.map { _ in [:] }
    for index in previous.clusters.indices {
      let sweep = previous.clusters[index].sweep
      var uses: [Int32: Double] = [:]
      for block in sweep.blocks { for variable in system.blocks[block].variables { uses[variable, default: 0] += 1 } }
      for (entry, variable) in sweep.variables.enumerated() {
        let part = previous.share(index, entry) / uses[variable]!
        for block in sweep.blocks where system.blocks[block].position(of: variable) != nil {
          shareOf[block][variable] = part
        }
      }
    }
    for index in clusters.indices {
      let sweep = clusters[index].sweep
      var total: [Int32: Double] = [:]
      for block in sweep.blocks { for (variable, part) in shareOf[block] { total[variable, default: 0] += part } }
      clusters[index].centre = sweep.variables.map { total[$0]! }
    }
  }

  /// The bound in units of cost: no mask costs less.
  var roundedBound: Int { bound <= 0 ? 0 : (bound + scale - 1) / scale }

  var secondsPerPass: Double { seconds / Double(max(1, passes)) }

  /// Entries touched by a pass, a measure of its time.
  var work: Int { clusters.reduce(0) { $0 + $1.sweep.work } }

  var clusterCount: Int { clusters.count }

  /// What the best bound rests on: each cluster's blocks, and its variables in the order of elimination with their
  /// shares.
  var proof: [(blocks: [Int], order: [Int32], shares: [Int32])] {
    zip(clusters, bestShares).map { cluster, shares in
      let leaving = cluster.sweep.leaving
      return (cluster.sweep.blocks, leaving.map { cluster.sweep.variables[$0] }, leaving.map { Int32(shares[$0]) })
    }
  }

  /// The mean of all mixtures, by variable: a fractional mask that costs about as much as the bound.
  var fractions: [Double] { zip(sums, occurrences).map { $1 > 0 ? $0 / $1 : 0 } }

  /// The share of an entry's cost under the present mixtures.
  private func share(_ cluster: Int, _ entry: Int) -> Double {
    let variable = Int(clusters[cluster].sweep.variables[entry])
    return clusters[cluster].centre[entry] + pull
      * (clusters[cluster].mean[entry] - sums[variable] / occurrences[variable])
  }

  /// One step of every cluster; every fourth time the bound of the shares reached.
  func improve(deadline: Deadline) {
    let watch = Stopwatch()
    defer { seconds += watch.seconds }
    if clusters.allSatisfy({ !$0.atoms.isEmpty }) {
      for place in clusters.indices {
        if deadline.hasPassed { return }
        let index = passes % 2 == 0 ? place : clusters.count - 1 - place
        let atom = cheapest(index, shares: clusters[index].mean.indices.map { rounded(share(index, $0)) }).atom
        let known = remember(atom, in: index)
        for _ in 0..<3 { exchange(index, towards: known) }
        if place % 8 == 7 { mix(rounds: 2) }
      }
      mix(rounds: 20)
    }
    passes += 1
    if passes <= 1 || passes % 4 == 0 { evaluate(deadline: deadline) }
  }

  private func rounded(_ share: Double) -> Int16 {
    let limit = Double(FrontierElimination.costLimit)
    return Int16(max(-limit, min(limit, (share * Double(scale)).rounded())))
  }

  private func cheapest(_ index: Int, shares: [Int16]) -> (cost: Int, atom: [Int32]) {
    var values = [UInt8](repeating: 0, count: shares.count)
    let cost = clusters[index].sweep.minimise(costs: shares, memory: memory, values: &values)
    return (cost, values.indices.filter { values[$0] == 1 }.map { Int32($0) })
  }

  /// The bound of the present shares, rounded so that they add up exactly; moves the centre there when it is good.
  func evaluate(deadline: Deadline) {
    var spent = [Double](repeating: 0, count: costs.count)
    var given = [Int](repeating: 0, count: costs.count)
    var value = 0
    var shares: [[Int16]] = []
    var found: [[Int32]] = []
    for index in clusters.indices {
      if deadline.hasPassed { return }
      let own = clusters[index].mean.indices.map { entry -> Int16 in
        let variable = Int(clusters[index].sweep.variables[entry])
        spent[variable] += share(index, entry) * Double(scale)
        let limit = Int(FrontierElimination.costLimit)
        let whole = max(-limit, min(limit, Int(spent[variable].rounded()) - given[variable]))
        given[variable] += whole
        return Int16(whole)
      }
      let (cost, atom) = cheapest(index, shares: own)
      value += cost
      shares.append(own)
      found.append(atom)
    }
    for (variable, given) in given.enumerated() { value += min(0, costs[variable] * scale - given) }
    let isFirst = bestShares.isEmpty
    // The mixtures' own cost: what the bound could reach at most with the assignments known.
    var model = 0.0
    for index in clusters.indices {
      for entry in clusters[index].mean.indices { model += clusters[index].mean[entry] * share(index, entry) }
    }
    if isFirst || Double(value - bound) > 0.1 * (model * Double(scale) - Double(bound)) {
      for index in clusters.indices {
        clusters[index].centre = clusters[index].centre.indices.map { share(index, $0) }
      }
    }
    if isFirst || value > bound {
      bound = value
      bestShares = shares
    }
    for (index, atom) in found.enumerated() {
      let known = remember(atom, in: index)
      if isFirst { move(index, atom: known, by: 1) }
    }
  }

  // MARK: - Mixtures

  private func remember(_ atom: [Int32], in index: Int) -> Int {
    if let known = clusters[index].atoms.firstIndex(of: atom) { return known }
    if clusters[index].atoms.count > 60 {
      let kept = clusters[index].weights.indices.filter { clusters[index].weights[$0] > 1e-9 }
      clusters[index].atoms = kept.map { clusters[index].atoms[$0] }
      clusters[index].weights = kept.map { clusters[index].weights[$0] }
    }
    clusters[index].atoms.append(atom)
    clusters[index].weights.append(0)
    return clusters[index].atoms.count - 1
  }

  private func move(_ index: Int, atom: Int, by weight: Double) {
    clusters[index].weights[atom] += weight
    for entry in clusters[index].atoms[atom] {
      clusters[index].mean[Int(entry)] += weight
      sums[Int(clusters[index].sweep.variables[Int(entry)])] += weight
    }
  }

  private func mix(rounds: Int) {
    for round in 0..<rounds {
      for place in clusters.indices { exchange(round % 2 == 0 ? place : clusters.count - 1 - place, towards: nil) }
    }
  }

  /// Moves weight from the dearest assignment of a cluster's mixture to its cheapest one, as much as is best.
  private func exchange(_ index: Int, towards: Int?) {
    let atoms = clusters[index].atoms
    if atoms.count < 2 { return }
    let shares = clusters[index].mean.indices.map { share(index, $0) }
    var (cheapest, least) = (-1, Double.infinity)
    var (dearest, most) = (-1, -Double.infinity)
    for (atom, entries) in atoms.enumerated() {
      var cost = 0.0
      for entry in entries { cost += shares[Int(entry)] }
      if cost < least { (cheapest, least) = (atom, cost) }
      if clusters[index].weights[atom] > 1e-12 && cost > most { (dearest, most) = (atom, cost) }
    }
    guard dearest >= 0, cheapest != dearest, most - least > 1e-9 else { return }
    // Along the exchange the model is a parabola.
    var curvature = 0.0
    for entry in Set(atoms[cheapest]).symmetricDifference(atoms[dearest]) {
      curvature += 1 - 1 / occurrences[Int(clusters[index].sweep.variables[Int(entry)])]
    }
    let best = curvature > 1e-9 ? (most - least) / (pull * curvature) : .infinity
    let weight = min(best, clusters[index].weights[dearest])
    if weight <= 0 { return }
    move(index, atom: cheapest, by: weight)
    move(index, atom: dearest, by: -weight)
    if clusters[index].weights[dearest] < 1e-12 { clusters[index].weights[dearest] = 0 }
  }
}
