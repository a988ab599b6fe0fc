import Timing

// Proofs for parts too large to eliminate: their costs are split among clusters of tables.

extension CertificateBuilder {
  /// - Parameter target: no more than this need be shown.
  /// - Returns: the proof with what it shows, and how much each variable is kept in the relaxed mask.
  func proveByClusters(
    _ system: BlockSystem, target: Int = .max, _ deadline: Deadline, _ global: (Int32) -> Int32
  ) -> (proven: (MaskCertificate.Proof, Int), fractions: [Double]) {
    let memory = FrontierMemory(budget: budget.isLimited ? budget : nil)
    guard var splitting = BundleSplitting(system, widthLimit: clusterWidths.small, memory: memory) else {
      return (proveBySplitting(system, deadline), [])
    }
    splitting.improve(deadline: .never)
    func improve(passes: Int) {
      for _ in 0..<passes where !deadline.hasPassed && splitting.roundedBound < target {
        splitting.improve(deadline: deadline)
      }
    }
    improve(passes: 24)
    if splitting.roundedBound < target, deadline.remaining > 200 * splitting.secondsPerPass,
      let larger = BundleSplitting(
        system, widthLimit: clusterWidths.large, memory: memory, previous: splitting)
    {
      splitting = larger
      splitting.improve(deadline: .never)
      improve(passes: 100)
    }
    let clusters = splitting.proof.map { cluster in
      MaskCertificate.Cluster(
        blocks: cluster.blocks.map { Int32($0) }, order: cluster.order.map(global), shares: cluster.shares)
    }
    return ((.clusters(scale: splitting.scale, clusters), splitting.roundedBound), splitting.fractions)
  }

  /// Clusters, and where they show less than the target, either value of the most doubtful variable on its own.
  ///
  /// - Parameter leaves: cases that may still be told apart.
  func proveByClusterCases(
    _ system: BlockSystem, target: Int, _ leaves: inout Int, _ deadline: Deadline, _ global: (Int32) -> Int32
  ) -> (proof: MaskCertificate.Proof, bound: Int) {
    if system.blocks.contains(where: { $0.table.isEmpty }) { return (.elimination(order: []), system.penalty) }
    let ((proof, bound), fractions) = proveByClusters(system, target: target, deadline, global)
    // Half kept and half not; a variable that no table mentions any more is not kept at all.
    let doubtful = fractions.indices.min { abs(fractions[$0] - 0.5) < abs(fractions[$1] - 0.5) }
    guard bound < target, leaves > 0, !deadline.hasPassed, let doubtful, abs(fractions[doubtful] - 0.5) < 0.499 else {
      return (proof, bound)
    }
    leaves -= 1
    var sides: [(proof: MaskCertificate.Proof, bound: Int)] = []
    for value in 0...1 {
      var side = system
      for index in side.blocks.indices {
        guard let position = side.blocks[index].position(of: Int32(doubtful)) else { continue }
        side.blocks[index].restrict(position, to: value == 1)
      }
      let cost = value * system.costs[doubtful]
      let shown = proveByClusterCases(side, target: target - cost, &leaves, deadline, global)
      sides.append((shown.proof, shown.bound + cost))
      // One side that stays behind spoils it.
      if sides.last!.bound <= bound { return (proof, bound) }
    }
    return (
      .cases(variable: global(Int32(doubtful)), zero: sides[0].proof, one: sides[1].proof),
      min(sides[0].bound, sides[1].bound)
    )
  }
}
