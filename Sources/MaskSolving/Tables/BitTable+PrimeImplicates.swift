extension BitTable {
  /// The largest tables whose prime implicates are enumerated.
  static let implicateLimit = 12

  /// The prime implicates: the shortest clauses that every feasible assignment satisfies; together they say the same
  /// as the table. Each is given by a bit per variable that occurs and a bit per variable that occurs negated.
  ///
  /// - Precondition: at most ``implicateLimit`` variables.
  func primeImplicates() -> [(variables: Int, negated: Int)] {
    precondition(variableCount <= Self.implicateLimit)
    let full = (1 << variableCount) - 1
    let width = words.count
    var result: [(variables: Int, negated: Int)] = []
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (full + 1) * width) { tables in
      // For every subset, the table with all other variables projected away (still spread over all assignments).
      for word in 0..<width { tables[full * width + word] = words[word] }
      for subset in (0..<full).reversed() {
        let added = (~subset & full).trailingZeroBitCount
        let source = (subset | 1 << added) * width
        let target = subset * width
        if added < 6 {
          let shift = UInt64(1 << added)
          let zero = Self.zeroBits[added]
          for word in 0..<width {
            let bits = tables[source + word]
            tables[target + word] = bits | (bits >> shift) & zero | (bits & zero) << shift
          }
        } else {
          let stride = 1 << (added - 6)
          for word in 0..<width { tables[target + word] = tables[source + word] | tables[source + word ^ stride] }
        }
      }
      let all = BitTable(variableCount: variableCount).words
      for subset in 1...max(full, 1) where full > 0 {
        for word in 0..<width {
          // Infeasible whatever the others are, but not without any one of these; the others at 0 stand for all.
          var prime = ~tables[subset * width + word] & all[word]
          var rest = full & ~subset
          while rest != 0 && prime != 0 {
            let other = rest.trailingZeroBitCount
            rest &= rest - 1
            if other < 6 {
              prime &= Self.zeroBits[other]
            } else if word >> (other - 6) & 1 == 1 {
              prime = 0
            }
          }
          rest = subset
          while rest != 0 && prime != 0 {
            let member = rest.trailingZeroBitCount
            rest &= rest - 1
            prime &= tables[(subset & ~(1 << member)) * width + word]
          }
          while prime != 0 {
            result.append((subset, word << 6 | prime.trailingZeroBitCount))
            prime &= prime - 1
          }
        }
      }
    }
    return result
  }
}

extension Block {
  /// The block's prime implicates as clauses.
  func clauses() -> [IntegerConstraint] {
    table.primeImplicates().map { implicate in
      var literals: [Literal] = []
      for (position, variable) in variables.enumerated() where implicate.variables >> position & 1 == 1 {
        literals.append(Literal(variable, negated: implicate.negated >> position & 1 == 1))
      }
      return IntegerConstraint(literals: literals, weights: literals.map { _ in 1 }, bound: 1)
    }
  }
}
