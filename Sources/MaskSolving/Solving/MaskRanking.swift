import Timing

/// Combines the masks of the components in the order of total costs.
struct MaskRanking {
  let problem: MaskProblem
  let settings: SolverSettings
  let distinction: MaskDistinction
  let optimum: [Bool]?
  let deadline: Deadline

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
    let fixed: [Bool]
    var components: [Component]
    switch distinction {
    case .minimal:
      let presolve = Presolve(variableCount: problem.variableCount, costs: costs, constraints: constraints)
      if presolve.isInfeasible { return nil }
      fixed = presolve.values.map { $0 == 1 }
      components = Component.components(
        variableCount: problem.variableCount, costs: costs, constraints: presolve.constraints)
    case .assignment:
      // What presolve fixes no minimal mask needs otherwise; here it may differ.
      fixed = costs.map { _ in false }
      components = Component.components(
        variableCount: problem.variableCount, costs: costs, constraints: constraints)
      components += freeComponents(beside: components, costs: costs, limit: limit)
    }
    let enumerators = components.map { component in
      let own = optimum.map { optimum in component.variables.map { optimum[Int($0)] } }
      return MaskEnumerator(
        component, distinction: distinction, deadline: deadline,
        // Checked, as it may stem from integers rounded otherwise.
        optimum: own.flatMap { own in component.constraints.allSatisfy { $0.isSatisfied(by: own) } ? own : nil })
    }
    for enumerator in enumerators where try enumerator.mask(0) == nil {
      if deadline.hasPassed { throw MaskSolvingError.limitReachedWithoutMask(bound: 0) }
      return nil
    }
    return try combine(enumerators, fixed: fixed, limit: limit)
  }

  /// The cheapest windows in no constraint, each on its own. More of them than masks are asked for cannot matter: for a
  /// mask with the n-th cheapest there are n others that cost no more, without it or with a cheaper one in its place.
  private func freeComponents(beside components: [Component], costs: [Int], limit: Int) -> [Component] {
    var isFree = costs.map { _ in true }
    for component in components { for variable in component.variables { isFree[Int(variable)] = false } }
    return costs.indices.filter { isFree[$0] }.sorted { (costs[$0], $0) < (costs[$1], $1) }.prefix(limit).map {
      Component(variables: [Int32($0)], costs: [costs[$0]], constraints: [])
    }
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
    _ enumerators: [MaskEnumerator], fixed: [Bool], limit: Int
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
          // Masks that a limit hides might come before those that are known.
          if enumerators[index].isCut { return result }
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
