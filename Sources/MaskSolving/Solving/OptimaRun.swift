import Timing

/// Finds what ``OptimalMasks`` says, once the least cost is known.
struct OptimaRun {
  let problem: MaskProblem
  let settings: SolverSettings
  let solution: MaskSolution
  let limit: Int
  let budget: MemoryBudget
  let deadline: Deadline

  /// What a part of the problem adds: variables, and its optima over them.
  private struct Choice {
    var variables: [Int32]
    var masks: [[Int8]]
    var count: Int
    var isExact: Bool
    var roles: [OptimalMasks.Role]
  }

  func optima() throws -> OptimalMasks {
    var constraints: [IntegerConstraint] = []
    for constraint in problem.constraints {
      // A sandwich's outer side may have more optima than the problem: each is checked below.
      switch IntegerForm(constraint) {
      case .impossible: break
      case .exact(let some): constraints += some
      case .sandwich(_, let inner): constraints += inner
      }
    }
    let costs = problem.costs(settings.objective)
    let presolve = Presolve(variableCount: problem.variableCount, costs: costs, constraints: constraints)
    var roles = presolve.values.map { $0 == 1 ? OptimalMasks.Role.always : .never }
    var choices: [Choice] = []
    for component in Component.components(
      variableCount: problem.variableCount, costs: costs, constraints: presolve.constraints)
    {
      for choice in try self.choices(component, deadline) {
        for (variable, role) in zip(choice.variables, choice.roles) { roles[Int(variable)] = role }
        choices.append(choice)
      }
    }

    // Odometer over the parts' optima.
    var masks: [[Bool]] = []
    var places = [Int](repeating: 0, count: choices.count)
    let fixed = presolve.values.map { $0 == 1 }
    enumeration: while masks.count < limit {
      var mask = fixed
      for (choice, place) in zip(choices, places) {
        for (variable, value) in zip(choice.variables, choice.masks[place]) where value == 1 {
          mask[Int(variable)] = true
        }
      }
      guard MaskChecker.firstViolation(of: problem, mask: mask) == nil,
        problem.cost(of: mask, settings.objective) == solution.cost
      else { throw MaskSolvingError.checkFailed("one of several optimal masks is wrong") }
      masks.append(mask)
      var digit = 0
      while digit < places.count {
        places[digit] += 1
        if places[digit] < choices[digit].masks.count { continue enumeration }
        places[digit] = 0
        digit += 1
      }
      break
    }
    return OptimalMasks(
      cost: solution.cost, count: choices.reduce(1) { OptimaElimination.product($0, $1.count) },
      isCountExact: choices.allSatisfy(\.isExact), roles: roles, masks: masks)
  }

  private func choices(_ component: Component, _ deadline: Deadline) throws -> [Choice] {
    guard var system = BlockSystem(component) else { return [try search(component, deadline)] }
    system.keepsAllOptima = true
    system.reduce()
    func global(_ variable: Int32) -> Int32 { component.variables[Int(variable)] }
    let fixed = component.costs.indices.filter { system.values[$0] >= 0 }.map { Int32($0) }
    var result = [
      Choice(
        variables: fixed.map(global), masks: [fixed.map { system.values[Int($0)] }], count: 1, isExact: true,
        roles: fixed.map { system.values[Int($0)] == 1 ? .always : .never })
    ]
    for part in system.components() {
      let variables = part.variables.map(global)
      if let order = EliminationOrder(
        part.system, widthLimit: 20, entryLimit: min(1 << 23, budget.remaining / 16), canCondition: false),
        let optima = OptimaElimination(system: part.system, order: order).optima(maskLimit: max(limit, 1))
      {
        let roles = variables.indices.map { index -> OptimalMasks.Role in
          optima.canBeOne[index] ? (optima.canBeZero[index] ? .sometimes : .always) : .never
        }
        result.append(
          Choice(variables: variables, masks: optima.masks, count: optima.count, isExact: true, roles: roles))
      } else {
        // The part alone, as clauses or tables' constraints: block each mask, then ask for what no mask had.
        let alone = Component(
          variables: variables, costs: part.system.costs,
          constraints: part.system.constraints(from: component, part.variables, system.values)!)
        result.append(try search(alone, deadline))
      }
    }
    return result
  }

  /// One optimum after the other by blocking clauses in Z3, then one question for each window whose role is open.
  private func search(_ component: Component, _ deadline: Deadline) throws -> Choice {
    let choice = try budget.withZ3(sharedBy: 1) {
      let finder = try OptimaEnumeration(component, deadline: deadline)
      let masks = try finder.enumerate(limit: max(limit, 1))
      let roles = try finder.roles()
      return Choice(
        variables: component.variables, masks: masks, count: masks.count, isExact: finder.isExhausted, roles: roles)
    }
    guard let choice else { throw MaskSolvingError.limitReachedWithoutMask(bound: solution.bound) }
    return choice
  }
}
