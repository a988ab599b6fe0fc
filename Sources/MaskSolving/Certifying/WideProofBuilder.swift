import Foundation

/// Proves a bound for a component with constraints too wide for tables: a sum of them with multipliers (Lagrangian
/// relaxation; Held and Karp), and where that leaves a gap, a small branching tree with such a sum at every leaf.
///
/// Floating point only chooses the multipliers and where to branch. What they show is asked of the checker, exactly.
struct WideProofBuilder {
  private let problem: MaskProblem
  private let costs: [Int]
  /// The constraints that are added up.
  private let constraints: [Int32]
  /// The variables that they mention and that are open, the first of them with a cost to count.
  private let variables: [Int32]
  private let countedCount: Int
  private let rows: [Row]
  private var check: CombinationCheck

  /// A constraint over places in `variables`, scaled to unit length.
  private struct Row {
    var places: [Int32]
    var coefficients: [Double]
    /// What the sum must exceed.
    var threshold: Double
    /// What the constraint was multiplied by.
    var scale: Double
  }

  /// Proofs nest as deep as their trees, and JSON readers have limits.
  private static let depthLimit = 100
  private static let nodeLimit = 4000

  /// - Parameter forced: what the checker takes as given. Anything else that the presolve fixed is unwanted, and 0 suits
  ///   it.
  init(problem: MaskProblem, objective: MaskObjective, component: Component, forced: [Int8]) {
    let costs = problem.costs(objective)
    var isOwn = [Bool](repeating: false, count: costs.count)
    for variable in component.variables { isOwn[Int(variable)] = true }
    var isCounted = [Bool](repeating: false, count: costs.count)
    var chosen: [Int32] = []
    for index in Set(component.constraints.map(\.origin)).sorted() {
      let constraint = problem.constraints[Int(index)]
      let wanted = zip(constraint.variables, constraint.coefficients).filter {
        $1 > 0 && forced[Int($0)] < 0 && costs[Int($0)] > 0
      }
      // One that wants other components' variables too would count costs twice.
      guard wanted.allSatisfy({ isOwn[Int($0.0)] }) else { continue }
      chosen.append(index)
      for (variable, _) in wanted { isCounted[Int(variable)] = true }
    }
    constraints = chosen
    check = CombinationCheck(problem: problem, costs: costs, isCounted: isCounted, values: forced)
    let counted = (0..<Int32(costs.count)).filter { isCounted[Int($0)] }
    var place = [Int32](repeating: -1, count: costs.count)
    var variables = counted
    for (index, variable) in counted.enumerated() { place[Int(variable)] = Int32(index) }
    rows = chosen.map { index in
      let constraint = problem.constraints[Int(index)]
      var row = Row(places: [], coefficients: [], threshold: constraint.threshold - constraint.bias, scale: 1)
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) where coefficient != 0 {
        switch forced[Int(variable)] {
        case 1: row.threshold -= coefficient
        case 0: continue
        default:
          if place[Int(variable)] < 0 {
            // Costs nothing, or only hurts.
            place[Int(variable)] = Int32(variables.count)
            variables.append(variable)
          }
          row.places.append(place[Int(variable)])
          row.coefficients.append(coefficient)
        }
      }
      let length = row.coefficients.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // A single one keeps its numbers: its proof is exact with them.
      row.scale = chosen.count > 1 && length > 0x1p-500 && length < 0x1p500 ? 1 / length : 1
      row.threshold *= row.scale
      for index in row.coefficients.indices { row.coefficients[index] *= row.scale }
      return row
    }
    self.problem = problem
    self.costs = costs
    self.variables = variables
    countedCount = counted.count
  }

  /// A proof, and what it shows; nil when it shows nothing.
  ///
  /// - Parameters:
  ///   - target: no more than this need be shown.
  ///   - workLimit: coefficients to look at.
  func proof(target: Int, workLimit: Int, deadline: Deadline) -> (MaskCertificate.WideProof, Int)? {
    if rows.isEmpty || target <= 0 { return nil }
    var search = Search(self, target: target, workLimit: workLimit, deadline: deadline)
    return search.run()
  }

  // MARK: - Multipliers

  /// The value of the relaxation at some multipliers, the variables' reduced costs, and the direction of ascent.
  private func relax(
    _ multipliers: [Double], _ values: [Int8], _ reduced: inout [Double], _ direction: inout [Double]
  ) -> Double {
    var value = 0.0
    for place in reduced.indices { reduced[place] = place < countedCount ? Double(costs[Int(variables[place])]) : 0 }
    for (row, multiplier) in zip(rows, multipliers) where multiplier > 0 {
      value += multiplier * row.threshold
      for (place, coefficient) in zip(row.places, row.coefficients) {
        reduced[Int(place)] -= multiplier * coefficient
      }
    }
    for place in reduced.indices {
      switch values[place] {
      case 1: value += reduced[place]
      case 0: break
      default: value += min(0, reduced[place])
      }
    }
    for (index, row) in rows.enumerated() {
      var missing = row.threshold
      for (place, coefficient) in zip(row.places, row.coefficients)
      where values[Int(place)] == 1 || (values[Int(place)] < 0 && reduced[Int(place)] < 0) {
        missing -= coefficient
      }
      direction[index] = missing
    }
    return value
  }

  /// One constraint that the open variables cannot satisfy.
  private func contradiction(_ values: [Int8]) -> Int? {
    rows.firstIndex { row in
      var most = 0.0
      for (place, coefficient) in zip(row.places, row.coefficients)
      where values[Int(place)] == 1 || (values[Int(place)] < 0 && coefficient > 0) {
        most += coefficient
      }
      return most <= row.threshold
    }
  }

  /// For a single constraint, the relaxation's best multiplier, at which the last variable taken is worth its cost: with
  /// the scale beside it, both exact.
  private func critical(_ row: Row, _ values: [Int8]) -> (scale: Double, multiplier: Double)? {
    var missing = row.threshold
    var open: [(worth: Double, coefficient: Double, place: Int)] = []
    for (place, coefficient) in zip(row.places, row.coefficients) {
      let cost = Int(place) < countedCount ? costs[Int(variables[Int(place)])] : 0
      if values[Int(place)] == 1 || (values[Int(place)] < 0 && cost == 0 && coefficient > 0) {
        missing -= coefficient
      } else if values[Int(place)] < 0 && coefficient > 0 {
        open.append((coefficient / Double(cost), coefficient, Int(place)))
      }
    }
    for entry in open.sorted(by: { ($1.worth, $0.place) < ($0.worth, $1.place) }) {
      missing -= entry.coefficient
      if missing < 0 {
        return (entry.coefficient, Double(costs[Int(variables[entry.place])]))
      }
    }
    return nil
  }

  /// A number of six digits, so that the proof stays small.
  private static func rounded(_ value: Double) -> Double {
    guard value > 1e-250, value < 1e250 else { return 0 }
    let exponent = Int(log10(value).rounded(.down)) - 5
    return Double("\(Int((value / pow(10, Double(exponent))).rounded()))e\(exponent)") ?? value
  }

  // MARK: - Tree

  private struct Node {
    var parent: Int
    /// How it differs from the parent; -1 at the root.
    var place: Int32
    var value: Int8
    var depth: Int
    var multipliers: [Double]
    /// What its proof shows, with the costs of the variables set to 1; nil when it has no feasible mask.
    var bound: Int?
    var proof: MaskCertificate.WideProof
    var branching: Int32 = -1
    var children: (zero: Int, one: Int)?
  }

  private struct Search {
    let builder: WideProofBuilder
    let target: Int
    let workLimit: Int
    let deadline: Deadline
    var check: CombinationCheck
    var nodes: [Node] = []
    var work = 0
    private var values: [Int8]
    private var reduced: [Double]
    private var direction: [Double]

    init(_ builder: WideProofBuilder, target: Int, workLimit: Int, deadline: Deadline) {
      self.builder = builder
      self.target = target
      self.workLimit = workLimit
      self.deadline = deadline
      check = builder.check
      values = [Int8](repeating: -1, count: builder.variables.count)
      reduced = [Double](repeating: 0, count: builder.variables.count)
      direction = [Double](repeating: 0, count: builder.rows.count)
    }

    mutating func run() -> (MaskCertificate.WideProof, Int)? {
      // The mean of what is best for each constraint alone: the relaxation is concave, so that this is no bad start.
      let start = builder.rows.map { row in
        builder.critical(row, values).map { $0.multiplier / $0.scale / Double(builder.rows.count) } ?? 0
      }
      open(parent: -1, place: -1, value: 0, depth: 0, start: start)
      // The leaf that holds the bound down is split, until the target is shown.
      var heap = [0]
      while nodes.count < WideProofBuilder.nodeLimit, work < workLimit, !deadline.hasPassed {
        guard
          let next = heap.indices.min(by: {
            (nodes[heap[$0]].bound ?? .max, -heap[$0]) < (nodes[heap[$1]].bound ?? .max, -heap[$1])
          })
        else { break }
        let index = heap[next]
        guard let bound = nodes[index].bound, bound < target, nodes[index].branching >= 0,
          nodes[index].depth < WideProofBuilder.depthLimit
        else { break }
        heap.swapAt(next, heap.count - 1)
        heap.removeLast()
        let node = nodes[index]
        let first = nodes.count
        for value: Int8 in 0...1 {
          open(parent: index, place: node.branching, value: value, depth: node.depth + 1, start: node.multipliers)
        }
        nodes[index].children = (first, first + 1)
        heap += [first, first + 1]
      }
      // Bounds and proofs from the leaves up; a tree that gains nothing is cut.
      for index in nodes.indices.reversed() {
        guard let (zero, one) = nodes[index].children else { continue }
        let bounds = [nodes[zero].bound, nodes[one].bound].compactMap { $0 }
        let least = bounds.min()
        if let least, least <= nodes[index].bound ?? .max { continue }
        nodes[index].bound = least
        nodes[index].proof = .cases(
          variable: builder.variables[Int(nodes[index].branching)], zero: nodes[zero].proof, one: nodes[one].proof)
      }
      guard let bound = nodes[0].bound, bound > 0 else { return nil }
      return (nodes[0].proof, min(bound, target))
    }

    /// Adds a node with its bound.
    private mutating func open(parent: Int, place: Int32, value: Int8, depth: Int, start: [Double]) {
      var path: [(place: Int32, value: Int8)] = place >= 0 ? [(place, value)] : []
      var ancestor = parent
      while ancestor > 0 {
        path.append((nodes[ancestor].place, nodes[ancestor].value))
        ancestor = nodes[ancestor].parent
      }
      var fixedCost = 0
      for (place, value) in path {
        values[Int(place)] = value
        check.set(builder.variables[Int(place)], to: value)
        if value == 1 { fixedCost += builder.costs[Int(builder.variables[Int(place)])] }
      }
      var node = evaluate(start, fixedCost)
      node.parent = parent
      node.place = place
      node.value = value
      node.depth = depth
      nodes.append(node)
      for (place, _) in path {
        values[Int(place)] = -1
        check.set(builder.variables[Int(place)], to: -1)
      }
    }

    private mutating func evaluate(_ start: [Double], _ fixedCost: Int) -> Node {
      var node = Node(
        parent: -1, place: -1, value: 0, depth: 0, multipliers: start, bound: 0,
        proof: .combination(scale: 1, constraints: [], multipliers: []))
      if let row = builder.contradiction(values) {
        let proof = MaskCertificate.WideProof.combination(
          scale: 0, constraints: [builder.constraints[row]], multipliers: [1])
        if let shown = granted(proof), shown.bound == nil {
          node.bound = nil
          node.proof = proof
          return node
        }
      }
      if builder.rows.count == 1, let (scale, multiplier) = builder.critical(builder.rows[0], values) {
        offer(scale, [multiplier], &node, fixedCost)
        node.multipliers = [multiplier / scale]
      } else {
        node.multipliers = ascend(start, rounds: nodes.isEmpty ? 400 : 60, fixedCost)
        let multipliers = zip(node.multipliers, builder.rows).map { $0 * $1.scale }
        let value = builder.relax(node.multipliers, values, &reduced, &direction) + Double(fixedCost)
        offer(1, multipliers.map(WideProofBuilder.rounded), &node, fixedCost)
        if value >= Double(node.bound!) { offer(1, multipliers, &node, fixedCost) }
      }
      _ = builder.relax(node.multipliers, values, &reduced, &direction)
      // Branch where either value costs about as much, in the constraints' heaviest variables first.
      var least = Double.infinity
      for place in 0..<builder.countedCount where values[place] < 0 {
        let doubt = abs(reduced[place]) / Double(builder.costs[Int(builder.variables[place])])
        if doubt < least {
          least = doubt
          node.branching = Int32(place)
        }
      }
      return node
    }

    /// Takes a sum into the node if the checker grants it a better bound.
    private mutating func offer(_ scale: Double, _ multipliers: [Double], _ node: inout Node, _ fixedCost: Int) {
      let used = multipliers.indices.filter { multipliers[$0] > 0 }
      let chosen = used.map { builder.constraints[$0] }
      let factors = used.map { multipliers[$0] }
      work += used.reduce(0) { $0 + 8 * builder.rows[$1].places.count }
      let proof = MaskCertificate.WideProof.combination(scale: scale, constraints: chosen, multipliers: factors)
      guard let bound = granted(proof)?.bound, bound + fixedCost >= node.bound! else { return }
      node.bound = bound + fixedCost
      node.proof = proof
    }

    /// What the checker says to a proof; nil when it rejects it.
    private mutating func granted(_ proof: MaskCertificate.WideProof) -> (bound: Int?, proof: Void)? {
      do {
        return (try check.bound(proof), ())
      } catch {
        return nil
      }
    }

    /// Subgradient steps, shorter while they gain nothing; gives the best multipliers met.
    private mutating func ascend(_ start: [Double], rounds: Int, _ fixedCost: Int) -> [Double] {
      var multipliers = start
      var best = start
      var highest = -Double.greatestFiniteMagnitude
      var pace = 1.0
      var stale = 0
      let entries = builder.rows.reduce(0) { $0 + $1.places.count }
      for round in 0..<rounds {
        // The root's first steps are worth most.
        if deadline.hasPassed && (round >= 40 || !nodes.isEmpty) { break }
        let value = builder.relax(multipliers, values, &reduced, &direction)
        work += 2 * entries
        // Costs are whole: a little above the next lower one will do.
        if value + Double(fixedCost) > Double(target) - 0.999 { return multipliers }
        if value > highest + abs(highest) * 1e-6 {
          highest = value
          best = multipliers
          stale = 0
        } else {
          stale += 1
          if stale > 5 {
            pace *= 0.6
            stale = 0
            multipliers = best
            continue
          }
        }
        var norm = 0.0
        for (index, missing) in direction.enumerated() where missing > 0 || multipliers[index] > 0 {
          norm += missing * missing
        }
        if norm == 0 { break }
        let step = pace * max(Double(target - fixedCost) - value, 0.5) / norm
        for index in multipliers.indices { multipliers[index] = max(0, multipliers[index] + step * direction[index]) }
      }
      return best
    }
  }
}
