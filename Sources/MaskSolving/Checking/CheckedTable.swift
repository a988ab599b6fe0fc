/// The feasible assignments of a few variables, as the certificate checker builds them: plainly, from the doubles.
struct CheckedTable {
  /// Bit `i` of an assignment's index is the value of `variables[i]`.
  private(set) var variables: [Int32]
  private(set) var feasible: [Bool]

  init(variables: [Int32]) {
    self.variables = variables
    feasible = [Bool](repeating: true, count: 1 << variables.count)
  }

  var isEmpty: Bool { !feasible.contains(true) }

  func place(of variable: Int32) -> Int? { variables.firstIndex(of: variable) }

  /// Keeps the assignments for which the constraint can hold: variables in `values` have that value (1 or 0), others
  /// outside the table whatever suits the constraint best.
  mutating func require(_ constraint: MaskProblem.Constraint, values: [Int8]) {
    var coefficients = [Double](repeating: 0, count: variables.count)
    var fixedTerms: [Double] = [constraint.bias, -constraint.threshold]
    for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) {
      if let place = place(of: variable) {
        coefficients[place] = coefficient
      } else if values[Int(variable)] == 1 || (values[Int(variable)] < 0 && coefficient > 0) {
        fixedTerms.append(coefficient)
      }
    }
    // Rounded sums decide where they are far enough from zero: n additions err by less than n * 2^-52 of the sum of
    // absolute values. (Anything infinite or not a number compares false and is decided exactly.)
    var magnitude = 0.0
    var sums = [0.0]
    for term in fixedTerms {
      sums[0] += term
      magnitude += abs(term)
    }
    for coefficient in coefficients {
      magnitude += abs(coefficient)
      sums += sums.map { $0 + coefficient }
    }
    let error = Double(fixedTerms.count + coefficients.count + 2) * 0x1p-51 * magnitude + .leastNormalMagnitude
    for (assignment, sum) in sums.enumerated() where feasible[assignment] {
      if sum > error && sum.isFinite { continue }
      if sum < -error && sum.isFinite {
        feasible[assignment] = false
        continue
      }
      var exact = ExactAccumulator()
      for term in fixedTerms { exact.add(term) }
      for (place, coefficient) in coefficients.enumerated() where assignment >> place & 1 == 1 {
        exact.add(coefficient)
      }
      feasible[assignment] = exact.signum() > 0
    }
  }

  /// Keeps only the assignments of which it says yes.
  mutating func keep(_ isFeasible: (Int) -> Bool) {
    for assignment in feasible.indices where feasible[assignment] { feasible[assignment] = isFeasible(assignment) }
  }

  func isPossible(_ place: Int, _ value: Bool) -> Bool {
    feasible.indices.contains { feasible[$0] && ($0 >> place & 1 == 1) == value }
  }

  /// Does no feasible assignment become infeasible when the variable takes `value`?
  func allows(_ place: Int, _ value: Bool) -> Bool {
    let bit = 1 << place
    return feasible.indices.allSatisfy { !feasible[$0] || feasible[value ? $0 | bit : $0 & ~bit] }
  }

  /// Does every feasible assignment with the first stay feasible with the second in its place?
  func allowsReplacing(_ place: Int, by other: Int) -> Bool {
    feasible.indices.allSatisfy {
      !feasible[$0] || $0 >> place & 1 == 0 || feasible[($0 & ~(1 << place)) | 1 << other]
    }
  }

  /// Takes out the variables that make no difference.
  mutating func dropIndifferent() {
    for place in variables.indices.reversed() {
      let bit = 1 << place
      if feasible.indices.allSatisfy({ feasible[$0] == feasible[$0 ^ bit] }) { fix(place, to: false) }
    }
  }

  /// The table of the other variables.
  mutating func fix(_ place: Int, to value: Bool) {
    let bit = 1 << place
    let below = bit - 1
    feasible = (0..<(feasible.count / 2)).map {
      feasible[($0 & below) | ($0 & ~below) << 1 | (value ? bit : 0)]
    }
    variables.remove(at: place)
  }
}
