import Reproducibility

/// The most that variables within a budget can add up to, the last one in parts.
struct FractionalKnapsack {
  private let costs: [Int]
  /// The common cost of all variables; nil where they differ.
  private let uniform: Int?
  private var free: [Int32] = []
  private(set) var budget = 0
  private var values: [Double] = []

  init(costs: [Int]) {
    self.costs = costs
    uniform = Set(costs).count == 1 ? costs[0] : nil
  }

  mutating func begin(free: [Int32], budget: Int) {
    self.free = free
    self.budget = budget
  }

  /// What a variable adds as far as the rest of the budget reaches.
  @inline(__always)
  func take(_ variable: Int, _ value: Double, _ rest: inout Int) -> Double {
    let cost = costs[variable]
    if cost <= rest {
      rest -= cost
      return value
    }
    defer { rest = 0 }
    // In parts, rounded outward; not at all where all variables cost the same.
    return uniform == nil ? value * (Double(rest) / Double(cost)) * (1 + 0x1p-50) : 0
  }

  /// The largest sum of coefficients of free variables.
  mutating func most(_ coefficients: UnsafeMutableBufferPointer<Double>) -> Double {
    values.removeAll(keepingCapacity: true)
    if let uniform {
      let count = budget / uniform
      var sum = 0.0
      for variable in free where coefficients[Int(variable)] > 0 {
        values.append(coefficients[Int(variable)])
        sum += coefficients[Int(variable)]
      }
      return values.count <= count ? sum : Self.sumOfLargest(count, &values)
    }
    var total = 0
    var sum = 0.0
    for variable in free where coefficients[Int(variable)] > 0 {
      total += costs[Int(variable)]
      sum += coefficients[Int(variable)]
    }
    if total <= budget { return sum }
    let sorted = free.filter { coefficients[Int($0)] > 0 }
      .sorted {
        coefficients[Int($0)] / Double(costs[Int($0)]) > coefficients[Int($1)] / Double(costs[Int($1)])
      }
    var rest = budget
    sum = 0
    for variable in sorted {
      if rest <= 0 { break }
      sum += take(Int(variable), coefficients[Int(variable)], &rest)
    }
    return sum
  }

  /// Afterwards the largest stand in front.
  static func sumOfLargest(_ count: Int, _ values: inout [Double]) -> Double {
    if count <= 0 { return 0 }
    return values.withUnsafeMutableBufferPointer { values in
      values.selectLargest(count)
      var sum = 0.0
      for index in 0..<count { sum += values[index] }
      return sum
    }
  }
}
