import Testing

@testable import MaskSolving

/// Sweeps, strips and clusters against trying every assignment.
@Suite struct FrontierTests {
  /// Random tables over random few of up to 13 variables, as a connected system.
  private func system(using random: inout SplitMix64, maxCost: Int) -> BlockSystem {
    let count = Int.random(in: 4...13, using: &random)
    var blocks: [Block] = []
    for _ in 0..<Int.random(in: 2...7, using: &random) {
      let size = Int.random(in: 1...min(8, count), using: &random)
      let variables = (0..<Int32(count)).shuffled(using: &random).prefix(size).sorted()
      var table = BitTable(variableCount: variables.count)
      // All ones stays feasible, so that the system is.
      for word in table.words.indices {
        table.setWord(word, table.words[word] & (.random(in: 0...(.max), using: &random)))
      }
      let top = (1 << variables.count) - 1
      table.setWord(top >> 6, table.words[top >> 6] | 1 << UInt64(top & 63))
      blocks.append(Block(variables: variables, table: table))
    }
    return BlockSystem(
      costs: (0..<count).map { _ in Int.random(in: 1...maxCost, using: &random) },
      values: [Int8](repeating: -1, count: count), blocks: blocks)
  }

  private func isFeasible(_ system: BlockSystem, _ pattern: Int) -> Bool {
    system.blocks.allSatisfy { block in
      var index = 0
      for (position, variable) in block.variables.enumerated() { index |= (pattern >> Int(variable) & 1) << position }
      return block.table[index]
    }
  }

  @Test func sweepsFindTheLeastCost() {
    var random = SplitMix64(seed: 40)
    let memory = FrontierMemory()
    for trial in 0..<300 {
      let system = system(using: &random, maxCost: 5)
      let sweep = FrontierElimination(system, order: FrontierOrder(system, blocks: system.blocks.indices))
      // Costs of either sign; now and then so low that the frontier must be lifted on the way.
      let low: Int16 = trial % 3 == 0 ? -4000 : -50
      let costs = sweep.variables.map { _ in Int16.random(in: low...200, using: &random) }
      #expect(memory.holds(sweep))
      var values = [UInt8](repeating: 0, count: costs.count)
      let least = sweep.minimise(costs: costs, memory: memory, values: &values)
      var expected = Int.max
      for pattern in 0..<(1 << system.costs.count) where isFeasible(system, pattern) {
        var cost = 0
        for (variable, own) in zip(sweep.variables, costs) where pattern >> Int(variable) & 1 == 1 { cost += Int(own) }
        expected = min(expected, cost)
      }
      if low == -50 {
        #expect(least == expected, "trial \(trial)")
        let pattern = zip(sweep.variables, values).reduce(0) { $0 | Int($1.1) << Int($1.0) }
        #expect(isFeasible(system, pattern))
        #expect(zip(costs, values).reduce(0) { $0 + Int($1.0) * Int($1.1) } == least)
      } else {
        #expect(least <= expected, "trial \(trial)")
      }
    }
  }

  @Test func clustersBoundAndStripsReachTheOptimum() throws {
    var random = SplitMix64(seed: 41)
    let memory = FrontierMemory()
    for trial in 0..<120 {
      let system = system(using: &random, maxCost: trial % 2 == 0 ? 1 : 9)
      var optimum = Int.max
      for pattern in 0..<(1 << system.costs.count) where isFeasible(system, pattern) {
        optimum = min(optimum, system.costs.indices.reduce(0) { $0 + (pattern >> $1 & 1) * system.costs[$1] })
      }
      for width in [8, 30] {
        let splitting = try #require(BundleSplitting(system, widthLimit: width, memory: memory))
        for _ in 0..<40 { splitting.improve(deadline: .never) }
        #expect(splitting.roundedBound <= optimum, "trial \(trial)")
        if splitting.clusterCount == 1 { #expect(splitting.roundedBound == optimum, "trial \(trial)") }
        let larger = try #require(
          BundleSplitting(system, widthLimit: 30, memory: memory, previous: splitting))
        larger.improve(deadline: .never)
        #expect(larger.roundedBound == optimum, "trial \(trial)")
      }
      var start = [Int8](repeating: 0, count: system.costs.count)
      for variable in system.openVariables { start[Int(variable)] = 1 }
      var search = StripSearch(
        system, places: system.costs.indices.map { SIMD2(Int32($0 / 4), Int32($0 % 4)) },
        start: start, memory: memory)
      for _ in 0..<10 { search.step(width: 16) }
      #expect(search.cost == optimum, "trial \(trial)")
      #expect(system.penalisedCost(search.values) == search.cost)
    }
  }

  /// Two masks combined: feasible, no dearer than either, and the best of all where regions are small.
  @Test func combinedMasksKeepTheBestOfBoth() {
    var random = SplitMix64(seed: 42)
    let memory = FrontierMemory()
    for trial in 0..<150 {
      let system = system(using: &random, maxCost: trial % 2 == 0 ? 1 : 9)
      let feasible = (0..<(1 << system.costs.count)).filter { isFeasible(system, $0) }
      func values(_ pattern: Int) -> [Int8] { system.costs.indices.map { Int8(pattern >> $0 & 1) } }
      let one = values(feasible.randomElement(using: &random)!)
      let other = values(feasible.randomElement(using: &random)!)
      for width in [0, 22] {
        var search = StripSearch(
          system, places: system.costs.indices.map { SIMD2(Int32($0), 0) }, start: one, memory: memory)
        let before = search.cost
        #expect(search.crossOver(with: other, width: width) == (search.cost < before))
        #expect(search.cost <= before)
        #expect(system.penalisedCost(search.values) == search.cost)
        let different = one.indices.filter { one[$0] != other[$0] }
        if width == 0 { continue }
        // Everything that agrees with both where they agree.
        let least = feasible.filter { pattern in
          one.indices.allSatisfy { different.contains($0) || one[$0] == Int8(pattern >> $0 & 1) }
        }.map { system.penalisedCost(values($0)) }.min()!
        #expect(search.cost == least, "trial \(trial)")
      }
    }
  }

  @Test func restartsReachTheOptimumAndRepeat() {
    var random = SplitMix64(seed: 43)
    let memory = FrontierMemory()
    for trial in 0..<10 {
      let system = system(using: &random, maxCost: 3)
      let optimum = (0..<(1 << system.costs.count)).filter { isFeasible(system, $0) }
        .map { pattern in system.penalisedCost(system.costs.indices.map { Int8(pattern >> $0 & 1) }) }.min()!
      let places = system.costs.indices.map { SIMD2(Int32($0 / 4), Int32($0 % 4)) }
      var ones = [Int8](repeating: 0, count: system.costs.count)
      for variable in system.openVariables { ones[Int(variable)] = 1 }
      var search = MultistartStripSearch(system, places: places, start: ones, memory: memory)
      var again = search
      for _ in 0..<130 {
        #expect(search.step() == again.step())
        #expect(search.cost == system.penalisedCost(search.values))
      }
      #expect(search.cost == optimum, "trial \(trial)")
      #expect(search.values == again.values)
    }
  }
}
