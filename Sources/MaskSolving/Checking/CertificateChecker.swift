/// Why a certificate is not accepted.
public struct CertificateError: Error, Sendable, Equatable, CustomStringConvertible {
  public var description: String
}

/// Checks certificates in exact arithmetic, by code that shares nothing with the solver.
public enum CertificateChecker {
  /// The lower bound that `certificate` proves for the cost of every feasible mask.
  public static func provenBound(of certificate: MaskCertificate, for problem: MaskProblem) throws(CertificateError)
    -> Int
  {
    do {
      try problem.validate()
    } catch {
      throw CertificateError(description: "\(error)")
    }
    let costs = problem.costs(certificate.objective)
    let values = try forcedValues(problem)
    var bound = 0
    for (variable, value) in values.enumerated() where value == 1 { bound += costs[variable] }
    var owner = [Int32](repeating: -1, count: problem.variableCount)
    for (index, component) in certificate.components.enumerated() {
      func claim(_ variable: Int32) throws(CertificateError) {
        guard variable >= 0, Int(variable) < values.count else { throw reject("there is no variable \(variable)") }
        guard values[Int(variable)] < 0 else { throw reject("variable \(variable) is forced already") }
        guard owner[Int(variable)] < 0 || owner[Int(variable)] == index else {
          throw reject("variable \(variable) is in two components")
        }
        owner[Int(variable)] = Int32(index)
      }
      if let proof = component.wide {
        guard component.blocks.isEmpty, component.steps.isEmpty, component.parts.isEmpty else {
          throw reject("a component has blocks besides a proof without")
        }
        guard let least = try wideBound(proof, problem, costs, values, claim: claim) else {
          throw reject("a component has no feasible mask, so that there is no mask to bound")
        }
        bound += least
        continue
      }
      for block in component.blocks {
        guard block.variables.count <= 16 else { throw reject("a block has \(block.variables.count) variables") }
        guard Set(block.variables).count == block.variables.count else { throw reject("a block repeats a variable") }
        for variable in block.variables { try claim(variable) }
      }
      bound += try componentBound(component, problem, costs, values)
    }
    guard bound >= certificate.bound else {
      throw reject("it proves \(bound) only, not the \(certificate.bound) that it claims")
    }
    return certificate.bound
  }

  /// Checks a mask against the problem and its cost against the certificate; gives what is proven.
  public static func check(
    _ certificate: MaskCertificate, mask: [Bool], for problem: MaskProblem
  ) throws(CertificateError) -> (cost: Int, bound: Int) {
    guard mask.count == problem.variableCount else {
      throw reject("the mask has \(mask.count) entries, the problem \(problem.variableCount) variables")
    }
    let bound = try provenBound(of: certificate, for: problem)
    if let violated = MaskChecker.firstViolation(of: problem, mask: mask) {
      throw reject("the mask violates constraint \(violated)")
    }
    return (problem.cost(of: mask, certificate.objective), bound)
  }

  static func reject(_ reason: String) -> CertificateError {
    CertificateError(description: "the certificate does not hold: \(reason)")
  }

  /// Values that single constraints force, to a fixed point; -1 where open.
  static func forcedValues(_ problem: MaskProblem) throws(CertificateError) -> [Int8] {
    var values = [Int8](repeating: -1, count: problem.variableCount)
    var changed = true
    while changed {
      changed = false
      for (index, constraint) in problem.constraints.enumerated() {
        // The most that the left side can reach, and what is above the threshold then.
        var terms: [Double] = [constraint.bias, -constraint.threshold]
        for (variable, coefficient) in zip(constraint.variables, constraint.coefficients)
        where values[Int(variable)] == 1 || (values[Int(variable)] < 0 && coefficient > 0) {
          terms.append(coefficient)
        }
        var excess = Excess(terms)
        guard excess.isPositive(without: 0) else {
          throw reject("constraint \(index) cannot hold, so that there is no mask to bound")
        }
        for (variable, coefficient) in zip(constraint.variables, constraint.coefficients)
        where values[Int(variable)] < 0 && coefficient != 0 && !excess.isPositive(without: abs(coefficient)) {
          values[Int(variable)] = coefficient > 0 ? 1 : 0
          changed = true
        }
      }
    }
    return values
  }

  private static func componentBound(
    _ component: MaskCertificate.Component, _ problem: MaskProblem, _ costs: [Int], _ forced: [Int8]
  ) throws(CertificateError) -> Int {
    var tables: [CheckedTable] = []
    var tablesOf: [Int32: [Int]] = [:]
    for block in component.blocks {
      var table = CheckedTable(variables: block.variables)
      for index in block.constraints {
        guard index >= 0, Int(index) < problem.constraints.count else {
          throw reject("there is no constraint \(index)")
        }
        // What another component's steps fix holds for its own tables only: not here.
        table.require(problem.constraints[Int(index)], values: forced)
      }
      for variable in block.variables { tablesOf[variable, default: []].append(tables.count) }
      tables.append(table)
    }
    var bound = 0
    for step in component.steps {
      guard let homes = tablesOf[step.variable] else {
        throw reject("a step fixes variable \(step.variable), which is not open")
      }
      guard isSound(step, tables, tablesOf, costs) else {
        throw reject("variable \(step.variable) is not \(step.rule.rawValue) to be \(step.value ? 1 : 0)")
      }
      if step.value { bound += costs[Int(step.variable)] }
      for home in homes { tables[home].fix(tables[home].place(of: step.variable)!, to: step.value) }
      tablesOf[step.variable] = nil
    }
    for index in tables.indices { tables[index].dropIndifferent() }
    var isTaken = [Bool](repeating: false, count: tables.count)
    var partOf: [Int32: Int] = [:]
    for (index, part) in component.parts.enumerated() {
      var own: [CheckedTable] = []
      for block in part.blocks {
        guard block >= 0, Int(block) < tables.count, !isTaken[Int(block)] else {
          throw reject("a part has a wrong block")
        }
        isTaken[Int(block)] = true
        own.append(tables[Int(block)])
        for variable in tables[Int(block)].variables {
          guard partOf[variable] == nil || partOf[variable] == index else {
            throw reject("variable \(variable) is in two parts")
          }
          partOf[variable] = index
        }
      }
      guard let least = try partBound(own, part.proof, costs) else {
        throw reject("a part has no feasible assignment, so that there is no mask to bound")
      }
      bound += least
    }
    return bound
  }

  private static func isSound(
    _ step: MaskCertificate.Step, _ tables: [CheckedTable], _ tablesOf: [Int32: [Int]], _ costs: [Int]
  ) -> Bool {
    let homes = tablesOf[step.variable]!
    switch step.rule {
    case .forced:
      return homes.contains { !tables[$0].isPossible(tables[$0].place(of: step.variable)!, !step.value) }
    case .unopposed:
      return (!step.value || costs[Int(step.variable)] == 0)
        && homes.allSatisfy { tables[$0].allows(tables[$0].place(of: step.variable)!, step.value) }
    case .failed:
      return propagationFails(step.variable, !step.value, tables, tablesOf)
    case .dominated:
      guard let by = step.by, by != step.variable, !step.value, let others = tablesOf[by] else { return false }
      return costs[Int(by)] <= costs[Int(step.variable)]
        && homes.allSatisfy {
          let own = tables[$0].place(of: step.variable)!
          if let other = tables[$0].place(of: by) { return tables[$0].allowsReplacing(own, by: other) }
          return tables[$0].allows(own, false)
        }
        && others.allSatisfy {
          tables[$0].place(of: step.variable) != nil || tables[$0].allows(tables[$0].place(of: by)!, true)
        }
    }
  }

  /// Does fixing a variable, then whatever a table forces, end with a table without feasible assignments?
  static func propagationFails(
    _ variable: Int32, _ value: Bool, _ tables: [CheckedTable], _ tablesOf: [Int32: [Int]]
  ) -> Bool {
    var known: [Int32: Bool] = [variable: value]
    var open = tablesOf[variable] ?? []
    while let index = open.popLast() {
      let table = tables[index]
      var (mask, wanted) = (0, 0)
      for (place, other) in table.variables.enumerated() {
        guard let value = known[other] else { continue }
        mask |= 1 << place
        if value { wanted |= 1 << place }
      }
      // What the assignments left have in common.
      var (ones, zeros) = (-1, -1)
      for assignment in table.feasible.indices where table.feasible[assignment] && assignment & mask == wanted {
        ones &= assignment
        zeros &= ~assignment
      }
      if ones & zeros != 0 { return true }
      for (place, other) in table.variables.enumerated() where known[other] == nil && (ones | zeros) >> place & 1 == 1 {
        known[other] = ones >> place & 1 == 1
        open += tablesOf[other] ?? []
      }
    }
    return false
  }
}

/// A sum of doubles whose sign is asked for, with one term less: rounded where that decides, exact elsewhere.
private struct Excess {
  private let terms: [Double]
  private let sum: Double
  private let magnitude: Double
  private var exact: ExactAccumulator?

  init(_ terms: [Double]) {
    self.terms = terms
    sum = terms.reduce(0, +)
    magnitude = terms.reduce(0) { $0 + abs($1) }
  }

  mutating func isPositive(without last: Double) -> Bool {
    let rest = sum - last
    let error = Double(terms.count + 3) * 0x1p-51 * (magnitude + last) + .leastNormalMagnitude
    if rest.isFinite && abs(rest) > error { return rest > 0 }
    if exact == nil {
      var exact = ExactAccumulator()
      for term in terms { exact.add(term) }
      self.exact = exact
    }
    var exactRest = exact!
    exactRest.subtract(last)
    return exactRest.signum() > 0
  }
}
