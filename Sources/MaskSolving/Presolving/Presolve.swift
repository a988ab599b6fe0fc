/// Shrinks a system of integer constraints without losing every optimal mask, to a fixed point.
///
/// - A constraint that cannot fail is dropped; a literal without which a constraint cannot hold is fixed.
/// - A pure literal is fixed: a variable that no constraint wants at 1 becomes 0; one that costs nothing and that no
///   constraint wants at 0 becomes 1.
/// - Weights are cut to what is missing to the bound.
///
/// Fixed variables are undone by writing their value: ``values``.
struct Presolve {
  /// 1, 0, or -1 for variables still open.
  private(set) var values: [Int8]
  private(set) var constraints: [IntegerConstraint]
  private(set) var isInfeasible = false

  private var alive: [Bool]
  private var queued: [Bool]
  private var queue: [Int32] = []
  /// Constraints of each variable, in compressed rows.
  private var rowStart: [Int32]
  private var rows: [Int32]
  /// Live constraints in which a variable occurs plain and negated.
  private var plainCount: [Int32]
  private var negatedCount: [Int32]
  private let costs: [Int]

  init(variableCount: Int, costs: [Int], constraints: [IntegerConstraint]) {
    self.costs = costs
    self.constraints = constraints
    values = [Int8](repeating: -1, count: variableCount)
    alive = [Bool](repeating: true, count: constraints.count)
    queued = [Bool](repeating: true, count: constraints.count)
    plainCount = [Int32](repeating: 0, count: variableCount)
    negatedCount = plainCount
    rowStart = [Int32](repeating: 0, count: variableCount + 1)
    for constraint in constraints {
      for literal in constraint.literals {
        rowStart[Int(literal.variable) + 1] += 1
        if literal.isNegated {
          negatedCount[Int(literal.variable)] += 1
        } else {
          plainCount[Int(literal.variable)] += 1
        }
      }
    }
    for variable in 0..<variableCount { rowStart[variable + 1] += rowStart[variable] }
    var next = rowStart
    rows = [Int32](repeating: 0, count: Int(rowStart[variableCount]))
    for (index, constraint) in constraints.enumerated() {
      for literal in constraint.literals {
        rows[Int(next[Int(literal.variable)])] = Int32(index)
        next[Int(literal.variable)] += 1
      }
    }
    queue = Array(0..<Int32(constraints.count))
    run()
  }

  private mutating func run() {
    for variable in 0..<Int32(values.count) { fixIfOneSided(variable) }
    while let index = queue.popLast() {
      queued[Int(index)] = false
      if alive[Int(index)] { tighten(Int(index)) }
      if isInfeasible { return }
    }
    constraints = constraints.indices.filter { alive[$0] }.map { constraints[$0] }
  }

  /// Takes fixed literals out of a constraint, then cuts weights and fixes what is forced, until nothing changes.
  private mutating func tighten(_ index: Int) {
    var constraint = IntegerConstraint(literals: [], weights: [], bound: 0)
    swap(&constraint, &constraints[index])
    defer { swap(&constraint, &constraints[index]) }
    var changed = true
    while changed {
      changed = false
      var kept = 0
      var total: Int64 = 0
      for place in constraint.literals.indices {
        let literal = constraint.literals[place]
        let value = values[Int(literal.variable)]
        if value >= 0 {
          if (value == 1) != literal.isNegated { constraint.bound -= constraint.weights[place] }
          continue
        }
        constraint.literals[kept] = literal
        constraint.weights[kept] = constraint.weights[place]
        total += constraint.weights[place]
        kept += 1
      }
      constraint.literals.removeLast(constraint.literals.count - kept)
      constraint.weights.removeLast(constraint.weights.count - kept)
      if constraint.bound <= 0 {
        alive[index] = false
        for literal in constraint.literals { release(literal) }
        return
      }
      if total < constraint.bound {
        isInfeasible = true
        return
      }
      for place in constraint.literals.indices {
        let weight = constraint.weights[place]
        if weight > constraint.bound {
          total -= weight - constraint.bound
          constraint.weights[place] = constraint.bound
        }
      }
      for place in constraint.literals.indices where total - constraint.weights[place] < constraint.bound {
        let literal = constraint.literals[place]
        fix(literal.variable, literal.isNegated ? 0 : 1)
        changed = true
      }
    }
  }

  private mutating func fix(_ variable: Int32, _ value: Int8) {
    guard values[Int(variable)] < 0 else { return }
    values[Int(variable)] = value
    for place in rowStart[Int(variable)]..<rowStart[Int(variable) + 1] {
      let index = rows[Int(place)]
      if alive[Int(index)] && !queued[Int(index)] {
        queued[Int(index)] = true
        queue.append(index)
      }
    }
  }

  private mutating func release(_ literal: Literal) {
    if literal.isNegated {
      negatedCount[Int(literal.variable)] -= 1
    } else {
      plainCount[Int(literal.variable)] -= 1
    }
    fixIfOneSided(literal.variable)
  }

  private mutating func fixIfOneSided(_ variable: Int32) {
    if values[Int(variable)] >= 0 { return }
    if plainCount[Int(variable)] == 0 {
      fix(variable, 0)
    } else if negatedCount[Int(variable)] == 0 && costs[Int(variable)] == 0 {
      fix(variable, 1)
    }
  }
}
