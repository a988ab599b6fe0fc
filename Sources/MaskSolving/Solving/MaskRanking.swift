import Timing

/// Combines the minimal masks of the components in the order of total costs.
struct MaskRanking {
  let problem: MaskProblem
  let settings: SolverSettings

  /// Which of its masks each component contributes.
  private struct Choice {
    var places: [Int]
    var cost: Int
    /// Components before this one keep their places in the successors, so that every combination comes up once.
    var first: Int
  }

  func masks(limit: Int) throws -> RankedMasks? {
    guard let constraints = integerConstraints else { return nil }
    let costs = problem.costs(settings.objective)
    let presolve = Presolve(variableCount: problem.variableCount, costs: costs, constraints: constraints)
    if presolve.isInfeasible { return nil }
    let deadline = settings.timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
    let enumerators = try Component.components(
      variableCount: problem.variableCount, costs: costs, constraints: presolve.constraints
    ).map { try MaskEnumerator($0, deadline: deadline) }
    for enumerator in enumerators where try enumerator.mask(0) == nil {
      if deadline.hasPassed { throw MaskSolvingError.limitReachedWithoutMask(bound: 0) }
      return nil
    }
    return try combine(enumerators, fixed: presolve.values.map { $0 == 1 }, limit: limit, deadline: deadline)
  }

  /// Nil when some constraint cannot hold.
  private var integerConstraints: [IntegerConstraint]? {
    var constraints: [IntegerConstraint] = []
    for constraint in problem.constraints {
      switch IntegerForm(constraint) {
      case .impossible: return nil
      case .exact(let some): constraints += some
      // Every mask found is checked below.
      case .sandwich(_, let inner): constraints += inner
      }
    }
    return constraints
  }

  /// Takes the cheapest open choice again and again; it opens those that take the next mask of one component.
  private func combine(
    _ enumerators: [MaskEnumerator], fixed: [Bool], limit: Int, deadline: Deadline
  ) throws -> RankedMasks {
    var open = [
      Choice(
        places: enumerators.map { _ in 0 }, cost: try enumerators.reduce(0) { $0 + (try $1.mask(0)?.cost ?? 0) },
        first: 0)
    ]
    let fixedCost = problem.cost(of: fixed, settings.objective)
    var result = RankedMasks(masks: [], costs: [], isComplete: false)
    while result.masks.count < limit, let next = open.indices.min(by: { open[$0].cost < open[$1].cost }) {
      let choice = open.remove(at: next)
      result.masks.append(try checkedMask(choice, enumerators, fixed))
      result.costs.append(choice.cost + fixedCost)
      if result.masks.count == limit { return result }
      for index in choice.first..<enumerators.count {
        let place = choice.places[index] + 1
        let before = try enumerators[index].mask(place - 1)!.cost
        guard let better = try enumerators[index].mask(place) else {
          // Masks that time hides might come before those that are known.
          if deadline.hasPassed { return result }
          continue
        }
        var successor = choice
        successor.places[index] = place
        successor.cost += better.cost - before
        successor.first = index
        open.append(successor)
      }
    }
    result.isComplete = open.isEmpty
    return result
  }

  private func checkedMask(_ choice: Choice, _ enumerators: [MaskEnumerator], _ fixed: [Bool]) throws -> [Bool] {
    var mask = fixed
    for (enumerator, place) in zip(enumerators, choice.places) {
      for (variable, kept) in zip(enumerator.component.variables, try enumerator.mask(place)!.mask) where kept {
        mask[Int(variable)] = true
      }
    }
    if let violated = MaskChecker.firstViolation(of: problem, mask: mask) {
      throw MaskSolvingError.checkFailed("constraint \(violated) does not hold")
    }
    return mask
  }
}

/// The minimal masks of a component, cheapest first, as many as are asked for.
private final class MaskEnumerator {
  let component: Component
  private let deadline: Deadline
  private let optimizer: Z3Optimizer
  private var known: [(mask: [Bool], cost: Int)] = []
  private var isExhausted = false

  init(_ component: Component, deadline: Deadline) throws {
    self.component = component
    self.deadline = deadline
    optimizer = try Z3Optimizer(costs: component.costs, constraints: component.constraints)
  }

  /// Nil when there are not so many, or time is up.
  func mask(_ place: Int) throws -> (mask: [Bool], cost: Int)? {
    while known.count <= place && !isExhausted {
      guard case .optimal(let mask, let cost) = try optimizer.minimise(deadline: deadline) else {
        isExhausted = true
        break
      }
      known.append((mask, cost))
      // Others lack some window of this one.
      guard let others = IntegerConstraint.blocking(mask, costs: component.costs) else {
        isExhausted = true
        break
      }
      try optimizer.require(others)
    }
    return place < known.count ? known[place] : nil
  }
}
