import Timing

/// A part of the reduced problem that shares no variable with the rest.
struct Component: Sendable {
  /// The problem's variable behind each local one, ascending.
  var variables: [Int32]
  /// Cost of each local variable.
  var costs: [Int]
  /// Constraints over local variables.
  var constraints: [IntegerConstraint]

  /// The connected components of `constraints`, biggest first (ties: first variable first).
  static func components(variableCount: Int, costs: [Int], constraints: [IntegerConstraint]) -> [Component] {
    var parent = [Int32](repeating: -1, count: variableCount)
    func root(_ variable: Int32) -> Int32 {
      var variable = variable
      while parent[Int(variable)] != variable {
        parent[Int(variable)] = parent[Int(parent[Int(variable)])]
        variable = parent[Int(variable)]
      }
      return variable
    }
    for constraint in constraints {
      guard let first = constraint.literals.first?.variable else { continue }
      if parent[Int(first)] < 0 { parent[Int(first)] = first }
      var top = root(first)
      for literal in constraint.literals.dropFirst() {
        let variable = literal.variable
        if parent[Int(variable)] < 0 {
          parent[Int(variable)] = top
          continue
        }
        let other = root(variable)
        if other != top {
          parent[Int(max(other, top))] = min(other, top)
          top = min(other, top)
        }
      }
    }
    var componentOfRoot = [Int32](repeating: -1, count: variableCount)
    var local = [Int32](repeating: -1, count: variableCount)
    var components: [Component] = []
    for variable in 0..<Int32(variableCount) where parent[Int(variable)] >= 0 {
      let top = root(variable)
      if componentOfRoot[Int(top)] < 0 {
        componentOfRoot[Int(top)] = Int32(components.count)
        components.append(Component(variables: [], costs: [], constraints: []))
      }
      let index = Int(componentOfRoot[Int(top)])
      local[Int(variable)] = Int32(components[index].variables.count)
      components[index].variables.append(variable)
      components[index].costs.append(costs[Int(variable)])
    }
    for constraint in constraints {
      guard let first = constraint.literals.first?.variable else { continue }
      let index = Int(componentOfRoot[Int(root(first))])
      var constraint = constraint
      for place in constraint.literals.indices {
        let literal = constraint.literals[place]
        constraint.literals[place] = Literal(local[Int(literal.variable)], negated: literal.isNegated)
      }
      components[index].constraints.append(constraint)
    }
    return components.sorted {
      $0.variables.count != $1.variables.count
        ? $0.variables.count > $1.variables.count : $0.variables[0] < $1.variables[0]
    }
  }
}

extension Component {
  /// A mask for when time is up before any other is known: every window that some constraint wants; a greedy one when
  /// there is time for it, or when that is not feasible. Nil when neither finds one.
  func fallbackMask(deadline: Deadline = .never) -> [Bool]? {
    if deadline.hasPassed {
      var wanted = [Bool](repeating: false, count: costs.count)
      for constraint in constraints {
        for literal in constraint.literals where !literal.isNegated { wanted[Int(literal.variable)] = true }
      }
      if constraints.allSatisfy({ $0.isSatisfied(by: wanted) }) { return wanted }
    }
    return GreedyMask(self).mask()
  }
}
