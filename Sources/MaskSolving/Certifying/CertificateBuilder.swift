import Timing

/// Makes a ``MaskCertificate`` for a problem that was reduced to components.
struct CertificateBuilder {
  let problem: MaskProblem
  let objective: MaskObjective
  /// The best mask known.
  let mask: [Bool]
  let fixedCost: Int
  let components: [Component]
  /// Afterwards cheaper, weaker proofs are written.
  let deadline: Deadline

  var budget = MemoryBudget(megabytes: nil)
  /// Cases that may be told apart in one part, with clusters in each, when little is missing to the optimum.
  var caseLimit = 24
  /// Coefficients that may be looked at for proofs from wide constraints: some five seconds' worth.
  var wideWorkLimit = 1 << 31
  /// Table entries that the proof of one part may take the checker.
  var entryLimit = 1 << 29
  /// Components are probed whose parts take more entries to eliminate.
  var probingLimit = 1 << 19
  /// Frontiers of clusters, small and large; the checker eliminates tables of that size.
  var clusterWidths = (small: 18, large: 22)

  /// - Parameter bound: claimed at most; what the proofs give may be less.
  func certificate(claiming limit: Int) -> MaskCertificate {
    var bound = fixedCost
    var proofs: [MaskCertificate.Component] = []
    // The small ones first: they leave time over.
    let total = components.reduce(0) { $0 + $1.costs.count }
    var weight = total
    var forced: [Int8]?
    for component in components.reversed() {
      let share = deadline.share(component.costs.count, of: weight)
      weight -= component.costs.count
      if let (proof, proven) = prove(component, share) {
        if proven == 0 { continue }
        proofs.append(proof)
        bound += proven
        continue
      }
      // Too wide for tables.
      if forced == nil { forced = (try? CertificateChecker.forcedValues(problem)) ?? [] }
      guard forced!.count == problem.variableCount else { break }
      let builder = WideProofBuilder(problem: problem, objective: objective, component: component, forced: forced!)
      let target = component.cost(of: component.variables.map { mask[Int($0)] })
      let workLimit = Int(Double(wideWorkLimit) * Double(component.costs.count) / Double(total))
      guard let (proof, proven) = builder.proof(target: target, workLimit: workLimit, deadline: share) else { continue }
      proofs.append(MaskCertificate.Component(blocks: [], steps: [], parts: [], wide: proof))
      bound += proven
    }
    return MaskCertificate(objective: objective, bound: min(bound, limit), components: proofs)
  }

  /// Nil when a constraint is too wide for a table.
  private func prove(_ component: Component, _ deadline: Deadline) -> (proof: MaskCertificate.Component, bound: Int)? {
    guard var system = BlockSystem(component) else { return nil }
    func global(_ variable: Int32) -> Int32 { component.variables[Int(variable)] }
    let blocks = system.blocks.map {
      MaskCertificate.Block(variables: $0.variables.map(global), constraints: Array(Set($0.origins)).sorted())
    }
    // Blocks are known by their place in the certificate from here on.
    for index in system.blocks.indices { system.blocks[index].origins = [Int32(index)] }
    system.log = []
    system.reduce()
    if system.isInfeasible { return nil }
    let isHard = system.components().contains {
      EliminationOrder($0.system, widthLimit: 24, entryLimit: probingLimit, canCondition: false) == nil
    }
    if isHard, system.probeFailedLiterals(system.openVariables, deadline: deadline), system.isInfeasible { return nil }
    let steps = system.log!.map { step in
      switch step {
      case .forced(let variable, let value):
        return MaskCertificate.Step(rule: .forced, variable: global(variable), value: value)
      case .unopposed(let variable, let value):
        return MaskCertificate.Step(rule: .unopposed, variable: global(variable), value: value)
      case .failed(let variable, let value):
        return MaskCertificate.Step(rule: .failed, variable: global(variable), value: value)
      case .dominated(let variable, let other):
        return MaskCertificate.Step(rule: .dominated, variable: global(variable), value: false, by: global(other))
      }
    }
    var bounds: [Int] = []
    var parts: [MaskCertificate.Part] = []
    let components = system.components().sorted { $0.variables.count < $1.variables.count }
    var weight = components.reduce(0) { $0 + $1.variables.count }
    for part in components {
      let share = deadline.share(part.variables.count, of: weight)
      weight -= part.variables.count
      let (proof, proven) = prove(part.system, share) { global(part.variables[Int($0)]) }
      parts.append(MaskCertificate.Part(blocks: part.system.blocks.map { $0.origins[0] }, proof: proof))
      bounds.append(proven)
    }
    // What is still missing to the mask's cost, if it is little.
    let wanted = component.cost(of: component.variables.map { mask[Int($0)] })
    for index in parts.indices {
      guard case .clusters = parts[index].proof else { continue }
      let missing = wanted - system.fixedCost - bounds.reduce(0, +)
      if missing < 1 || missing > 2 { break }
      var leaves = caseLimit
      let better = proveByClusterCases(
        components[index].system, target: bounds[index] + missing, &leaves, deadline
      ) { global(components[index].variables[Int($0)]) }
      if better.bound > bounds[index] {
        parts[index].proof = better.proof
        bounds[index] = better.bound
      }
    }
    let bound = system.fixedCost + bounds.reduce(0, +)
    return (MaskCertificate.Component(blocks: blocks, steps: steps, parts: parts), bound)
  }

  private func prove(
    _ system: BlockSystem, _ deadline: Deadline, _ global: (Int32) -> Int32
  ) -> (MaskCertificate.Proof, Int) {
    var entries = entryLimit
    let zeros = [Int8](repeating: 0, count: system.costs.count)
    if let proof = proveByCases(system, zeros, [], &entries, deadline, global) { return proof }
    return (system.costs.max() ?? 0) <= BundleSplitting.costLimit
      ? proveByClusters(system, deadline, global).proven : proveBySplitting(system, deadline)
  }

  func proveBySplitting(_ system: BlockSystem, _ deadline: Deadline) -> (MaskCertificate.Proof, Int) {
    let splitting = LagrangianSplitting(system, scale: LagrangianSplitting.scale(costs: system.costs))
    for round in 0..<200 {
      if round > 4 && deadline.hasPassed { break }
      splitting.sweep(forward: round % 2 == 0)
    }
    let units = max(0, splitting.bound() ?? 0)
    let shares = system.blocks.indices.map { block in
      splitting.shares[splitting.starts[block]..<splitting.starts[block + 1]].map { Int32($0) }
    }
    let bound = (units + splitting.scale - 1) / splitting.scale
    return (.splitting(scale: splitting.scale, shares: shares), bound)
  }
}
