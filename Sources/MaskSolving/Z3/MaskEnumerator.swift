import Timing

/// The masks of a component, cheapest first, as many as are asked for, by Z3 with a clause that blocks each one found.
final class MaskEnumerator {
  let component: Component
  private let distinction: MaskDistinction
  private let deadline: Deadline
  /// Made when a mask is asked for that is not known.
  private var optimizer: Z3Optimizer?
  private var known: [(mask: [Bool], cost: Int)] = []
  /// There are no more than those known.
  private var isExhausted = false
  /// A limit of time or memory hides whether there are more.
  private(set) var isCut = false

  /// - Parameter optimum: a mask of least cost, where one is known.
  init(_ component: Component, distinction: MaskDistinction, deadline: Deadline, optimum: [Bool]?) {
    self.component = component
    self.distinction = distinction
    self.deadline = deadline
    if let optimum { known = [(optimum, component.cost(of: optimum))] }
  }

  /// Nil when there are not so many, or time is up.
  func mask(_ place: Int) throws -> (mask: [Bool], cost: Int)? {
    while known.count <= place && !isExhausted && !isCut {
      guard let optimizer = try readyOptimizer() else { break }
      switch try optimizer.minimise(deadline: deadline) {
      case .infeasible: isExhausted = true
      case .stopped: isCut = true
      case .optimal(let mask, let cost):
        known.append((mask, cost))
        try block(mask, in: optimizer)
      }
    }
    return place < known.count ? known[place] : nil
  }

  /// Nil when nothing is left once the masks known are blocked.
  private func readyOptimizer() throws -> Z3Optimizer? {
    if let optimizer { return optimizer }
    let fresh = try Z3Optimizer(costs: component.costs, constraints: component.constraints)
    for (mask, _) in known { try block(mask, in: fresh) }
    optimizer = fresh
    return isExhausted ? nil : fresh
  }

  private func block(_ mask: [Bool], in optimizer: Z3Optimizer) throws {
    let others =
      switch distinction {
      case .minimal: IntegerConstraint.blocking(mask, costs: component.costs)
      case .assignment: IntegerConstraint.differing(from: mask)
      }
    guard let others else {
      isExhausted = true
      return
    }
    try optimizer.require(others)
  }
}
