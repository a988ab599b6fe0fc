import Foundation
import Timing

extension WideProofBuilder {
  struct Node {
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

  /// The branching tree: the leaf that holds the bound down is split until the target is shown.
  struct Search {
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
