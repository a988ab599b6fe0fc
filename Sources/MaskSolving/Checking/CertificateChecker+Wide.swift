// Proofs from constraints too wide for tables: their sums with multipliers, in exact arithmetic.

extension CertificateChecker {
  /// The least cost that the proof shows for the variables that its constraints want; nil when it shows that no mask is
  /// feasible.
  ///
  /// - Parameters:
  ///   - values: what single constraints force; -1 where open.
  ///   - claim: called with each variable whose cost is counted.
  static func wideBound(
    _ proof: MaskCertificate.WideProof, _ problem: MaskProblem, _ costs: [Int], _ values: [Int8],
    claim: (Int32) throws(CertificateError) -> Void
  ) throws(CertificateError) -> Int? {
    var named: Set<Int32> = []
    try collectConstraints(proof, problem, &named)
    var isCounted = [Bool](repeating: false, count: costs.count)
    for index in named.sorted() {
      let constraint = problem.constraints[Int(index)]
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients)
      where coefficient > 0 && costs[Int(variable)] > 0 && values[Int(variable)] < 0 && !isCounted[Int(variable)] {
        try claim(variable)
        isCounted[Int(variable)] = true
      }
    }
    var check = CombinationCheck(problem: problem, costs: costs, isCounted: isCounted, values: values)
    return try check.bound(proof)
  }

  private static func collectConstraints(
    _ proof: MaskCertificate.WideProof, _ problem: MaskProblem, _ named: inout Set<Int32>
  ) throws(CertificateError) {
    switch proof {
    case .cases(_, let zero, let one):
      try collectConstraints(zero, problem, &named)
      try collectConstraints(one, problem, &named)
    case .combination(_, let constraints, _):
      for index in constraints {
        guard index >= 0, Int(index) < problem.constraints.count else {
          throw reject("there is no constraint \(index)")
        }
        named.insert(index)
      }
    }
  }
}

/// Bounds by sums of constraints. Open variables whose cost is not counted take whatever value suits the sum best.
struct CombinationCheck {
  private let problem: MaskProblem
  private let costs: [Int]
  private let isCounted: [Bool]
  private var values: [Int8]
  /// Scaled cost less what the constraints give, by variable, and the sum of its terms' magnitudes.
  private var reduced: [Double]
  private var magnitude: [Double]
  private var isTouched: [Bool]
  private var touched: [Int32] = []

  init(problem: MaskProblem, costs: [Int], isCounted: [Bool], values: [Int8]) {
    self.problem = problem
    self.costs = costs
    self.isCounted = isCounted
    self.values = values
    reduced = [Double](repeating: 0, count: costs.count)
    magnitude = reduced
    isTouched = [Bool](repeating: false, count: costs.count)
  }

  mutating func set(_ variable: Int32, to value: Int8) { values[Int(variable)] = value }

  /// Nil when no mask is feasible.
  mutating func bound(_ proof: MaskCertificate.WideProof) throws(CertificateError) -> Int? {
    switch proof {
    case .combination(let scale, let constraints, let multipliers):
      return try bound(scale: scale, constraints, multipliers)
    case .cases(let variable, let zero, let one):
      guard variable >= 0, Int(variable) < costs.count, values[Int(variable)] < 0, isCounted[Int(variable)] else {
        throw CertificateChecker.reject("variable \(variable) cannot be treated by cases")
      }
      values[Int(variable)] = 0
      let without = try bound(zero)
      values[Int(variable)] = 1
      let with = try bound(one).map { $0 + costs[Int(variable)] }
      values[Int(variable)] = -1
      guard let without else { return with }
      return min(without, with ?? without)
    }
  }

  /// What the sum shows for the open variables; nil when no mask is feasible.
  mutating func bound(
    scale: Double, _ constraints: [Int32], _ multipliers: [Double]
  ) throws(CertificateError) -> Int? {
    guard constraints.count == multipliers.count, scale == 0 || (scale > 0x1p-800 && scale < 0x1p900),
      multipliers.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { throw CertificateChecker.reject("the multipliers are malformed") }
    // Without a constraint there is nothing strict about the sum.
    guard multipliers.contains(where: { $0 > 0 }) else { return 0 }
    defer { forget() }
    gather(scale, constraints, multipliers)

    // Which variables lower the sum when they are 1: rounded numbers decide where they are far enough from zero.
    let terms = Double(multipliers.count + 3)
    var undecided: Set<Int32> = []
    for variable in touched {
      let error = terms * (magnitude[Int(variable)] * 0x1p-50 + 0x1p-890)
      if !(abs(reduced[Int(variable)]) > error) || !reduced[Int(variable)].isFinite { undecided.insert(variable) }
    }
    if !undecided.isEmpty { try decide(undecided, scale, constraints, multipliers) }

    var sum = ExactAccumulator()
    var approximation = 0.0
    for variable in touched where reduced[Int(variable)] < 0 && isCounted[Int(variable)] {
      let product = try Product(scale, Double(costs[Int(variable)]))
      product.add(to: &sum)
      approximation += product.value
    }
    for (index, multiplier) in zip(constraints, multipliers) where multiplier > 0 {
      let constraint = problem.constraints[Int(index)]
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) {
        let value = values[Int(variable)]
        guard value == 1 || (value < 0 && reduced[Int(variable)] < 0) else { continue }
        let product = try Product(multiplier, coefficient)
        product.subtract(from: &sum)
        approximation -= product.value
      }
      // Rounded down where it must be rounded: that weakens the constraint.
      for product in [try Product(multiplier, -constraint.threshold), try Product(multiplier, constraint.bias)] {
        product.subtract(from: &sum)
        approximation -= product.value
      }
    }
    if scale == 0 { return sum.signum() >= 0 ? nil : 0 }
    // Costs are whole numbers above sum / scale.
    let estimate = (approximation / scale).rounded(.down)
    guard estimate.isFinite else { throw CertificateChecker.reject("the multipliers are too large") }
    for candidate in [estimate + 2, estimate + 1, estimate, estimate - 1] where candidate >= 1 && candidate < 0x1p50 {
      var rest = sum
      try Product(scale, candidate - 1).subtract(from: &rest)
      if rest.signum() >= 0 { return Int(candidate) }
    }
    return 0
  }

  private mutating func gather(_ scale: Double, _ constraints: [Int32], _ multipliers: [Double]) {
    for (index, multiplier) in zip(constraints, multipliers) where multiplier > 0 {
      let constraint = problem.constraints[Int(index)]
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients)
      where values[Int(variable)] < 0 {
        let place = Int(variable)
        if !isTouched[place] {
          isTouched[place] = true
          touched.append(variable)
          reduced[place] = isCounted[place] ? scale * Double(costs[place]) : 0
          magnitude[place] = reduced[place]
        }
        let product = multiplier * coefficient
        reduced[place] -= product
        magnitude[place] += abs(product)
      }
    }
  }

  private mutating func forget() {
    for variable in touched {
      isTouched[Int(variable)] = false
      reduced[Int(variable)] = 0
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// The exact signs of some variables' reduced costs.
  private mutating func decide(
    _ undecided: Set<Int32>, _ scale: Double, _ constraints: [Int32], _ multipliers: [Double]
  ) throws(CertificateError) {
    var sums: [Int32: ExactAccumulator] = [:]
    for variable in undecided {
      var sum = ExactAccumulator()
      if isCounted[Int(variable)] { try Product(scale, Double(costs[Int(variable)])).add(to: &sum) }
      sums[variable] = sum
    }
    for (index, multiplier) in zip(constraints, multipliers) where multiplier > 0 {
      let constraint = problem.constraints[Int(index)]
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) where sums[variable] != nil {
        try Product(multiplier, coefficient).subtract(from: &sums[variable]!)
      }
    }
    for (variable, sum) in sums { reduced[Int(variable)] = Double(sum.signum()) }
  }
}

/// A product of doubles as the sum of two, exact; or rounded up where it is too small for that.
private struct Product {
  let value: Double
  private let rest: Double

  init(_ factor: Double, _ other: Double) throws(CertificateError) {
    let product = factor * other
    guard abs(product) < 0x1p1000 else { throw CertificateChecker.reject("the multipliers are too large") }
    if abs(product) < 0x1p-900 {
      // Its last bits may lie below the smallest double.
      value = factor != 0 && other != 0 && (factor > 0) == (other > 0) ? 0x1p-900 : 0
      rest = 0
    } else {
      value = product
      rest = (-product).addingProduct(factor, other)
    }
  }

  func add(to sum: inout ExactAccumulator) {
    sum.add(value)
    sum.add(rest)
  }

  func subtract(from sum: inout ExactAccumulator) {
    sum.subtract(value)
    sum.subtract(rest)
  }
}
