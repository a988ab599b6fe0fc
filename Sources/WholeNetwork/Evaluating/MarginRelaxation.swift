/// Bounds of the margins over all masks of a subcube: interval bounds of every value, sharpened by linear bounds that are
/// carried back to the mask's variables (Zhang et al., "Efficient neural network robustness certification with general
/// activation functions" (CROWN), NeurIPS 2018), where the budget then says how many of the coefficients can count.
final class MarginRelaxation {
  private let network: WindowedNetwork
  private let lower: ValueBuffers
  private let upper: ValueBuffers
  private let gradients: ValueBuffers
  /// For each row behind the front layers the variables by falling contribution for their cost.
  private let order: [Int32]
  private var isFree: [Bool]
  private var knapsack: FractionalKnapsack
  private var first: [Double]
  /// Coefficients of the last bound's variables.
  private var coefficients: [Double]
  /// The margin that failed first last time is tried first.
  private var rowOrder: [Int]
  /// Floating-point operations of one bound, roughly.
  let operations: Double

  /// What is known of a subcube.
  struct Bound {
    /// No mask in it is feasible.
    var isInfeasible: Bool
    /// The margin with the smallest upper bound has, as a function of the variables, these coefficients.
    var coefficients: [Double]
    /// That upper bound.
    var margin: Double
  }

  init(_ network: WindowedNetwork) {
    self.network = network
    lower = ValueBuffers(widths: network.widths)
    upper = ValueBuffers(widths: network.widths)
    gradients = ValueBuffers(widths: network.widths)
    first = network.bias
    let variables = network.variableCount
    isFree = [Bool](repeating: false, count: variables)
    coefficients = [Double](repeating: 0, count: variables)
    knapsack = FractionalKnapsack(costs: network.costs)
    rowOrder = Array(network.marginRows.indices)
    var order: [Int32] = []
    order.reserveCapacity(network.rowCount * variables)
    let sorted = Array(0..<Int32(variables))
    for row in 0..<network.rowCount {
      let start = row * variables
      order += sorted.sorted {
        let a = network.contributions[start + Int($0)] / Double(network.costs[Int($0)])
        let b = network.contributions[start + Int($1)] / Double(network.costs[Int($1)])
        return (b, $0) < (a, $1)
      }
    }
    self.order = order
    operations = Self.operations(of: network)
  }

  /// Roughly: what carrying back one row of each layer costs, times the rows.
  private static func operations(of network: WindowedNetwork) -> Double {
    let variables = Double(network.variableCount)
    var path = 0.0
    var total = Double(network.rowCount) * variables
    var reach = 1.0
    var reachLimit = Double(network.rowCount)
    for (place, step) in network.steps.enumerated() {
      guard case .affine(let map, _) = step else { continue }
      // A row touches `reach` of the front layers' values.
      let entries = Double(map.entryCount) / Double(max(1, map.rowCount))
      path = min(path * entries + entries, Double(map.entryCount) + path * Double(map.columnCount))
      reach = min(reachLimit, reach * entries)
      reachLimit = max(reachLimit, Double(network.rowCount))
      total += Double(network.widths[place + 1]) * (path + reach * variables)
    }
    return total + Double(network.marginRows.count) * (path + Double(network.rowCount) * variables)
  }

  /// Bounds the margins over the masks that keep some variables and, of the free ones, as many as the budget allows.
  ///
  /// - Parameter first: the front layers' values of the kept variables.
  func bound(first: UnsafePointer<Double>, free: [Int32], budget: Int) -> Bound {
    for row in self.first.indices { self.first[row] = first[row] }
    for variable in isFree.indices { isFree[variable] = false }
    for variable in free { isFree[Int(variable)] = true }
    knapsack.begin(free: free, budget: budget)
    boundFirst()
    for place in network.steps.indices { boundStep(place) }
    return boundMargins()
  }

  /// For each margin a linear function of the free variables that it never exceeds.
  func linearBounds(
    first: UnsafePointer<Double>, free: [Int32]
  ) -> [(coefficients: [Double], constant: Double)] {
    _ = bound(first: first, free: free, budget: .max)
    return network.marginRows.indices.map { row in
      let most = marginBound(row)
      // What the variables add to it at most comes off again, rounded up: the constant stays an upper bound.
      let gain = free.reduce(0) { $0 + max(0, coefficients[Int($1)]) }
      let constant = most - gain
      return (coefficients, constant + (abs(most) + abs(gain)) * Double(free.count + 4) * 0x1p-52)
    }
  }

  private func marginBound(_ row: Int) -> Double {
    carryBack(network.steps.count, network.marginBias[row]) { gradient in
      network.marginRows[row].withUnsafeBufferPointer { weights in
        for i in weights.indices { gradient[i] += weights[i] }
      }
    } + network.errors.marginBounds[row]
  }

  private func boundFirst() {
    let variables = network.variableCount
    let (low, high, errors) = (lower[0], upper[0], network.errors.bounds[0])
    network.contributions.withUnsafeBufferPointer { contributions in
      order.withUnsafeBufferPointer { order in
        isFree.withUnsafeBufferPointer { isFree in
          for row in 0..<network.rowCount {
            let start = row * variables
            var (rest, gain) = (knapsack.budget, 0.0)
            var place = 0
            while place < variables, rest > 0 {
              let variable = Int(order[start + place])
              let value = contributions[start + variable]
              if value <= 0 { break }
              if isFree[variable] { gain += knapsack.take(variable, value, &rest) }
              place += 1
            }
            var loss = 0.0
            rest = knapsack.budget
            place = variables - 1
            while place >= 0, rest > 0 {
              let variable = Int(order[start + place])
              let value = contributions[start + variable]
              if value >= 0 { break }
              if isFree[variable] { loss += knapsack.take(variable, value, &rest) }
              place -= 1
            }
            high[row] = first[row] + gain + errors[row]
            low[row] = first[row] + loss - errors[row]
          }
        }
      }
    }
  }

  private func boundStep(_ place: Int) {
    let (low, high) = (lower[place], upper[place])
    let (nextLow, nextHigh) = (lower[place + 1], upper[place + 1])
    switch network.steps[place] {
    case .rectifier:
      for i in low.indices {
        nextLow[i] = max(0, low[i])
        nextHigh[i] = max(0, high[i])
      }
    case .maxPool(let pool):
      for o in nextLow.indices {
        var (least, most) = (-Double.infinity, -Double.infinity)
        for member in pool.starts[o]..<pool.starts[o + 1] {
          let i = Int(pool.members[member])
          least = max(least, low[i])
          most = max(most, high[i])
        }
        (nextLow[o], nextHigh[o]) = (least, most)
      }
    case .affine(let map, let bias):
      let errors = network.errors.bounds[place + 1]
      for o in nextLow.indices {
        var (least, most) = (bias[o], bias[o])
        map.forEachEntry(inRow: o) { i, weight in
          if weight > 0 {
            least += weight * low[i]
            most += weight * high[i]
          } else {
            least += weight * high[i]
            most += weight * low[i]
          }
        }
        least -= errors[o]
        most += errors[o]
        // Only what is not settled can become so.
        if least < 0, most > 0 {
          most = min(most, carryBack(place, bias[o]) { map.addRow(o, times: 1, to: $0) } + errors[o])
          if most > 0 {
            least = max(least, -carryBack(place, -bias[o]) { map.addRow(o, times: -1, to: $0) } - errors[o])
          }
        }
        (nextLow[o], nextHigh[o]) = (least, most)
      }
    }
  }

  private func boundMargins() -> Bound {
    var best = Bound(isInfeasible: false, coefficients: [], margin: .infinity)
    for position in rowOrder.indices {
      let row = rowOrder[position]
      let upper = marginBound(row)
      if upper < best.margin || position == 0 {
        (best.margin, best.coefficients) = (upper, coefficients)
      }
      if upper <= network.delta {
        rowOrder.remove(at: position)
        rowOrder.insert(row, at: 0)
        best.isInfeasible = true
        return best
      }
    }
    return best
  }

  /// Upper bound of `constant + g . values[place]`, `g` being what `fill` adds to zeros.
  private func carryBack(_ place: Int, _ constant: Double, fill: (UnsafeMutablePointer<Double>) -> Void) -> Double {
    var constant = constant
    let start = gradients[place]
    start.update(repeating: 0)
    fill(start.baseAddress!)
    for step in stride(from: place - 1, through: 0, by: -1) {
      let (gradient, source) = (gradients[step + 1], gradients[step])
      let (low, high) = (lower[step], upper[step])
      switch network.steps[step] {
      case .rectifier: constant += Self.throughRectifier(gradient, source, low, high)
      case .maxPool(let pool): constant += Self.throughMaxPool(pool, gradient, source, low, high)
      case .affine(let map, let bias):
        source.update(repeating: 0)
        for o in gradient.indices where gradient[o] != 0 {
          constant += gradient[o] * bias[o]
          map.addRow(o, times: gradient[o], to: source.baseAddress!)
        }
      }
    }
    let gradient = gradients[0]
    let variables = network.variableCount
    return coefficients.withUnsafeMutableBufferPointer { coefficients in
      coefficients.update(repeating: 0)
      network.contributions.withUnsafeBufferPointer { contributions in
        for row in gradient.indices where gradient[row] != 0 {
          let factor = gradient[row]
          constant += factor * first[row]
          let start = contributions.baseAddress! + row * variables
          for variable in 0..<variables { coefficients[variable] += factor * start[variable] }
        }
      }
      return constant + knapsack.most(coefficients)
    }
  }

  /// max(0, x) on [low, high] lies below the chord and above every line through 0 with a slope from 0 to 1.
  @inline(__always)
  private static func throughRectifier(
    _ gradient: UnsafeMutableBufferPointer<Double>, _ source: UnsafeMutableBufferPointer<Double>,
    _ low: UnsafeMutableBufferPointer<Double>, _ high: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var constant = 0.0
    for i in gradient.indices {
      let g = gradient[i]
      if g == 0 || high[i] <= 0 {
        source[i] = 0
      } else if low[i] >= 0 {
        source[i] = g
      } else if g > 0 {
        let slope = high[i] / (high[i] - low[i])
        source[i] = g * slope
        constant -= g * slope * low[i]
      } else {
        source[i] = high[i] > -low[i] ? g : 0
      }
    }
    return constant
  }

  /// A maximum lies above each of its members, and below the largest of their upper bounds; it is the member whose lower
  /// bound no other's upper bound exceeds.
  private static func throughMaxPool(
    _ pool: MaxPoolLayer, _ gradient: UnsafeMutableBufferPointer<Double>,
    _ source: UnsafeMutableBufferPointer<Double>, _ low: UnsafeMutableBufferPointer<Double>,
    _ high: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var constant = 0.0
    source.update(repeating: 0)
    for o in gradient.indices where gradient[o] != 0 {
      let g = gradient[o]
      var best = Int(pool.members[pool.starts[o]])
      var most = -Double.infinity
      for member in pool.starts[o]..<pool.starts[o + 1] {
        let i = Int(pool.members[member])
        if low[i] > low[best] { best = i }
      }
      for member in pool.starts[o]..<pool.starts[o + 1] where Int(pool.members[member]) != best {
        most = max(most, high[Int(pool.members[member])])
      }
      if g < 0 || low[best] >= most {
        source[best] += g
      } else {
        constant += g * max(most, high[best])
      }
    }
    return constant
  }
}
