import Testing

@testable import MaskSolving

/// Failed literals against trying every assignment.
@Suite struct ProbingTests {
  @Test func whatIsFixedHoldsInEveryFeasibleAssignment() {
    var random = SplitMix64(seed: 90)
    var failed = 0
    for trial in 0..<400 {
      let count = Int.random(in: 4...11, using: &random)
      var blocks: [Block] = []
      for _ in 0..<Int.random(in: 3...9, using: &random) {
        let variables = (0..<Int32(count)).shuffled(using: &random).prefix(
          Int.random(in: 2...min(8, count), using: &random)
        )
        .sorted()
        var table = BitTable(variableCount: variables.count)
        for word in table.words.indices {
          let sparse = UInt64.random(in: 0...(.max), using: &random) & .random(in: 0...(.max), using: &random)
          table.setWord(word, table.words[word] & sparse)
        }
        blocks.append(Block(variables: variables, table: table))
      }
      var system = BlockSystem(
        costs: (0..<count).map { _ in Int.random(in: 1...3, using: &random) },
        values: [Int8](repeating: -1, count: count), blocks: blocks)
      let feasible = (0..<(1 << count)).filter { pattern in
        blocks.allSatisfy { block in
          var index = 0
          for (position, variable) in block.variables.enumerated() {
            index |= (pattern >> Int(variable) & 1) << position
          }
          return block.table[index]
        }
      }
      func cost(_ pattern: Int) -> Int {
        system.costs.indices.reduce(0) { $0 + (pattern >> $1 & 1) * system.costs[$1] }
      }
      let least = feasible.map(cost).min()
      system.log = []
      _ = system.probeFailedLiterals(Array(0..<Int32(count)))
      for case .failed(let variable, let value) in system.log! {
        failed += 1
        #expect(feasible.allSatisfy { ($0 >> Int(variable) & 1 == 1) == value }, "trial \(trial)")
      }
      if system.isInfeasible {
        #expect(least == nil, "trial \(trial)")
        continue
      }
      // Of what is left some assignment is as cheap.
      let fixed = system.values
      let rest = feasible.filter { pattern in
        fixed.indices.allSatisfy { fixed[$0] < 0 || Int(fixed[$0]) == pattern >> $0 & 1 }
      }
      #expect(rest.map(cost).min() == least, "trial \(trial)")
    }
    #expect(failed > 50)
  }

  /// A chain of equal windows that ends in a contradiction with the first one kept: only propagation sees it.
  @Test func failuresAreCertified() throws {
    func table(_ variables: [Int32], _ isFeasible: (Int) -> Bool) -> CheckedTable {
      var table = CheckedTable(variables: variables)
      table.keep(isFeasible)
      return table
    }
    // x0 = x1 = x2, and x2 excludes x0.
    let tables = [
      table([0, 1]) { $0 == 0 || $0 == 3 }, table([1, 2]) { $0 == 0 || $0 == 3 }, table([0, 2]) { $0 != 3 },
    ]
    let tablesOf: [Int32: [Int]] = [0: [0, 2], 1: [0, 1], 2: [1, 2]]
    #expect(CertificateChecker.propagationFails(0, true, tables, tablesOf))
    #expect(!CertificateChecker.propagationFails(0, false, tables, tablesOf))
    #expect(!CertificateChecker.propagationFails(1, true, [tables[0], tables[1]], [0: [0], 1: [0, 1], 2: [1]]))
  }
}
