import Foundation
import Timing

/// Proves a bound for a component with constraints too wide for tables: a sum of them with multipliers (Lagrangian
/// relaxation; Held and Karp), and where that leaves a gap, a small branching tree with such a sum at every leaf.
///
/// Floating point only chooses the multipliers and where to branch. What they show is asked of the checker, exactly.
struct WideProofBuilder {
  private let problem: MaskProblem
  let costs: [Int]
  /// The constraints that are added up.
  let constraints: [Int32]
  /// The variables that they mention and that are open, the first of them with a cost to count.
  let variables: [Int32]
  let countedCount: Int
  let rows: [Row]
  var check: CombinationCheck

  /// A constraint over places in `variables`, scaled to unit length.
  struct Row {
    var places: [Int32]
    var coefficients: [Double]
    /// What the sum must exceed.
    var threshold: Double
    /// What the constraint was multiplied by.
    var scale: Double
  }

  /// Proofs nest as deep as their trees, and JSON readers have limits.
  static let depthLimit = 100
  static let nodeLimit = 4000

  /// - Parameter forced: what the checker takes as given. Anything else that the presolve fixed is unwanted, and 0 suits
  ///   it.
  init(problem: MaskProblem, objective: MaskObjective, component: Component, forced: [Int8]) {
    let costs = problem.costs(objective)
    var isOwn = [Bool](repeating: false, count: costs.count)
    for variable in component.variables { isOwn[Int(variable)] = true }
    var isCounted = [Bool](repeating: false, count: costs.count)
    var chosen: [Int32] = []
    for index in Set(component.constraints.map(\.origin)).sorted() {
      let constraint = problem.constraints[Int(index)]
      let wanted = zip(constraint.variables, constraint.coefficients).filter {
        $1 > 0 && forced[Int($0)] < 0 && costs[Int($0)] > 0
      }
      // One that wants other components' variables too would count costs twice.
      guard wanted.allSatisfy({ isOwn[Int($0.0)] }) else { continue }
      chosen.append(index)
      for (variable, _) in wanted { isCounted[Int(variable)] = true }
    }
    constraints = chosen
    check = CombinationCheck(problem: problem, costs: costs, isCounted: isCounted, values: forced)
    let counted = (0..<Int32(costs.count)).filter { isCounted[Int($0)] }
    var place = [Int32](repeating: -1, count: costs.count)
    var variables = counted
    for (index, variable) in counted.enumerated() { place[Int(variable)] = Int32(index) }
    rows = chosen.map { index in
      let constraint = problem.constraints[Int(index)]
      var row = Row(places: [], coefficients: [], threshold: constraint.threshold - constraint.bias, scale: 1)
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) where coefficient != 0 {
        switch forced[Int(variable)] {
        case 1: row.threshold -= coefficient
        case 0: continue
        default:
          if place[Int(variable)] < 0 {
            // Costs nothing, or only hurts.
            place[Int(variable)] = Int32(variables.count)
            variables.append(variable)
          }
          row.places.append(place[Int(variable)])
          row.coefficients.append(coefficient)
        }
      }
      let length = row.coefficients.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // A single one keeps its numbers: its proof is exact with them.
      row.scale = chosen.count > 1 && length > 0x1p-500 && length < 0x1p500 ? 1 / length : 1
      row.threshold *= row.scale
      for index in row.coefficients.indices { row.coefficients[index] *= row.scale }
      return row
    }
    self.problem = problem
    self.costs = costs
    self.variables = variables
    countedCount = counted.count
  }

  /// A proof, and what it shows; nil when it shows nothing.
  ///
  /// - Parameters:
  ///   - target: no more than this need be shown.
  ///   - workLimit: coefficients to look at.
  func proof(target: Int, workLimit: Int, deadline: Deadline) -> (MaskCertificate.WideProof, Int)? {
    if rows.isEmpty || target <= 0 { return nil }
    var search = Search(self, target: target, workLimit: workLimit, deadline: deadline)
    return search.run()
  }

  /// The value of the relaxation at some multipliers, the variables' reduced costs, and the direction of ascent.
  func relax(
    _ multipliers: [Double], _ values: [Int8], _ reduced: inout [Double], _ direction: inout [Double]
  ) -> Double {
    var value = 0.0
    for place in reduced.indices { reduced[place] = place < countedCount ? Double(costs[Int(variables[place])]) : 0 }
    for (row, multiplier) in zip(rows, multipliers) where multiplier > 0 {
      value += multiplier * row.threshold
      for (place, coefficient) in zip(row.places, row.coefficients) {
        reduced[Int(place)] -= multiplier * coefficient
      }
    }
    for place in reduced.indices {
      switch values[place] {
      case 1: value += reduced[place]
      case 0: break
      default: value += min(0, reduced[place])
      }
    }
    for (index, row) in rows.enumerated() {
      var missing = row.threshold
      for (place, coefficient) in zip(row.places, row.coefficients)
      where values[Int(place)] == 1 || (values[Int(place)] < 0 && reduced[Int(place)] < 0) {
        missing -= coefficient
      }
      direction[index] = missing
    }
    return value
  }

  /// One constraint that the open variables cannot satisfy.
  func contradiction(_ values: [Int8]) -> Int? {
    rows.firstIndex { row in
      var most = 0.0
      for (place, coefficient) in zip(row.places, row.coefficients)
      where values[Int(place)] == 1 || (values[Int(place)] < 0 && coefficient > 0) {
        most += coefficient
      }
      return most <= row.threshold
    }
  }

  /// For a single constraint, the relaxation's best multiplier, at which the last variable taken is worth its cost: with
  /// the scale beside it, both exact.
  func critical(_ row: Row, _ values: [Int8]) -> (scale: Double, multiplier: Double)? {
    var missing = row.threshold
    var open: [(worth: Double, coefficient: Double, place: Int)] = []
    for (place, coefficient) in zip(row.places, row.coefficients) {
      let cost = Int(place) < countedCount ? costs[Int(variables[Int(place)])] : 0
      if values[Int(place)] == 1 || (values[Int(place)] < 0 && cost == 0 && coefficient > 0) {
        missing -= coefficient
      } else if values[Int(place)] < 0 && coefficient > 0 {
        open.append((coefficient / Double(cost), coefficient, Int(place)))
      }
    }
    for entry in open.sorted(by: { ($1.worth, $0.place) < ($0.worth, $1.place) }) {
      missing -= entry.coefficient
      if missing < 0 {
        return (entry.coefficient, Double(costs[Int(variables[entry.place])]))
      }
    }
    return nil
  }

  /// A number of six digits, so that the proof stays small.
  static func rounded(_ value: Double) -> Double {
    guard value > 1e-250, value < 1e250 else { return 0 }
    let exponent = Int(log10(value).rounded(.down)) - 5
    return Double("\(Int((value / pow(10, Double(exponent))).rounded()))e\(exponent)") ?? value
  }
}
