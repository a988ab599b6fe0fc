import Timing

extension BlockSystem {
  /// This part's tables as constraints: clauses where the tables are small, else the component's own constraints over
  /// the part's variables with the fixed ones put in.
  ///
  /// A variable that is neither fixed nor in the part makes no difference there and is taken as 0.
  ///
  /// - Parameters:
  ///   - variables: the component's variable behind each of the part's.
  ///   - values: values of the component's variables, -1 where open.
  ///   - deadline: nil when it passes on the way.
  func constraints(
    from component: Component, _ variables: [Int32], _ values: [Int8], deadline: Deadline = .never
  ) -> [IntegerConstraint]? {
    if blocks.allSatisfy({ $0.variables.count <= BitTable.implicateLimit }) {
      var clauses: [IntegerConstraint] = []
      for block in blocks {
        if deadline.hasPassed { return nil }
        clauses += block.clauses()
      }
      return clauses
    }
    var local = [Int32](repeating: -1, count: component.costs.count)
    for (place, variable) in variables.enumerated() { local[Int(variable)] = Int32(place) }
    var result: [IntegerConstraint] = []
    for constraint in component.constraints {
      guard constraint.literals.contains(where: { local[Int($0.variable)] >= 0 }) else { continue }
      var reduced = IntegerConstraint(literals: [], weights: [], bound: constraint.bound)
      for (literal, weight) in zip(constraint.literals, constraint.weights) {
        let variable = Int(literal.variable)
        if local[variable] >= 0 {
          reduced.literals.append(Literal(local[variable], negated: literal.isNegated))
          reduced.weights.append(weight)
        } else if (values[variable] == 1) != literal.isNegated {
          reduced.bound -= weight
        }
      }
      if reduced.bound > 0 { result.append(reduced) }
    }
    return result
  }
}
