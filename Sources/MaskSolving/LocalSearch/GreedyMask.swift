/// A feasible mask by greedy construction, made minimal by dropping windows that are not needed.
struct GreedyMask {
  let component: Component
  /// Constraints and weights of each variable, in compressed rows; a negated literal's weight is negative.
  private var starts: [Int]
  private var entries: [(constraint: Int32, weight: Int64)]
  /// What the negated literals give when everything is 0.
  private var offsets: [Int64]

  init(_ component: Component) {
    self.component = component
    starts = [Int](repeating: 0, count: component.costs.count + 1)
    offsets = []
    for constraint in component.constraints {
      var offset: Int64 = 0
      for (literal, weight) in zip(constraint.literals, constraint.weights) {
        starts[Int(literal.variable) + 1] += 1
        if literal.isNegated { offset += weight }
      }
      offsets.append(offset)
    }
    for variable in component.costs.indices { starts[variable + 1] += starts[variable] }
    var next = starts
    entries = [(Int32, Int64)](repeating: (0, 0), count: starts[component.costs.count])
    for (index, constraint) in component.constraints.enumerated() {
      for (literal, weight) in zip(constraint.literals, constraint.weights) {
        entries[next[Int(literal.variable)]] = (Int32(index), literal.isNegated ? -weight : weight)
        next[Int(literal.variable)] += 1
      }
    }
  }

  /// Nil when neither the greedy choice nor keeping everything is feasible.
  func mask() -> [Bool]? {
    var mask = [Bool](repeating: false, count: component.costs.count)
    var missing = zip(component.constraints, offsets).map { $0.bound - $1 }
    // What a variable brings towards the bounds, each counted as a part of its constraint's bound, per cost.
    func gain(_ variable: Int) -> Double {
      var gain = 0.0
      for entry in entries[starts[variable]..<starts[variable + 1]] {
        let lack = missing[Int(entry.constraint)]
        let after = lack - entry.weight
        gain += Double(max(lack, 0) - max(after, 0)) / Double(component.constraints[Int(entry.constraint)].bound)
      }
      return gain / Double(max(component.costs[variable], 1))
    }
    while missing.contains(where: { $0 > 0 }) {
      let gains = mask.indices.filter { !mask[$0] }.map { (variable: $0, gain: gain($0)) }.filter { $0.gain > 0 }
      let sorted = gains.sorted { $0.gain != $1.gain ? $0.gain > $1.gain : $0.variable < $1.variable }
      guard let top = sorted.first else { break }
      // All that are still nearly as good as the best was: few rounds suffice even for many variables.
      for (variable, before) in sorted {
        if before < 0.8 * top.gain { break }
        if gain(variable) < 0.8 * top.gain { continue }
        mask[variable] = true
        for entry in entries[starts[variable]..<starts[variable + 1]] {
          missing[Int(entry.constraint)] -= entry.weight
        }
      }
    }
    if missing.contains(where: { $0 > 0 }) {
      mask = [Bool](repeating: true, count: mask.count)
      missing = zip(component.constraints, offsets).map { $0.bound - $1 }
      for variable in mask.indices {
        for entry in entries[starts[variable]..<starts[variable + 1]] { missing[Int(entry.constraint)] -= entry.weight }
      }
      if missing.contains(where: { $0 > 0 }) { return nil }
    }
    for variable in mask.indices.sorted(by: { component.costs[$0] > component.costs[$1] }) where mask[variable] {
      let row = entries[starts[variable]..<starts[variable + 1]]
      if row.allSatisfy({ missing[Int($0.constraint)] + $0.weight <= 0 }) {
        mask[variable] = false
        for entry in row { missing[Int(entry.constraint)] += entry.weight }
      }
    }
    return mask
  }
}
