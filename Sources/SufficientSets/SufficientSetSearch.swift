import BitCollections
import Reproducibility

/// What is known of a sufficient set.
public enum SufficiencyStatus: String, Sendable, Codable {
  /// No cheaper set of the allowed units is sufficient: all were asked.
  case minimum
  /// No single unit can be left out: all cases were asked.
  case irreducible
  /// It is sufficient; the budget ended before more could be said.
  case sufficient
}

/// A sufficient set, what is known of it, and what the search found beside it.
public struct SufficientSet: Sendable, Equatable {
  public var units: BitSet
  public var cost: Int
  public var status: SufficiencyStatus
  /// All irreducible sets that were found, the cheapest first.
  public var irreducible: [IrreducibleSet]
  /// Passes of the whole search.
  public var passes: Int
}

/// Searches a small set of units that passes a test which need not be monotone. Any-time and deterministic: the same test,
/// orders, seed and limit of passes give the same set (a limit of time may not).
///
/// 1. Of each order the shortest sufficient prefix (``PrefixSearch``).
/// 2. What the cheapest of these does not need, and what the candidates do not, is left out (``LeavingOut``): irreducible
///    sets.
/// 3. Where the passes that are left allow it, all cheaper sets are asked (``SmallestFirst``).
/// 4. Else the best is improved while the budget lasts (``TabuWalk`` and ``RuinAndRecreate`` by turns).
public struct SufficientSetSearch: Sendable {
  /// What each unit costs, such as its pixels.
  public var costs: [Int]
  public var budget: SearchBudget
  public var seed: UInt64
  /// Improvement ends after so many passes in which nothing cheaper was found.
  public var patience: Int
  /// How many of the prefixes are reduced before improvement begins.
  public var starts: Int

  public init(costs: [Int], budget: SearchBudget, seed: UInt64 = 0, patience: Int = 400, starts: Int = 1) {
    self.costs = costs
    self.budget = budget
    self.seed = seed
    self.patience = patience
    self.starts = starts
  }

  /// - Parameters:
  ///   - orders: of the allowed units, each the most important first; at least one, the best first.
  ///   - candidates: sets to begin with beside the orders' prefixes; those that are not sufficient are ignored.
  ///   - allowed: the units that a set may have; nil is all.
  /// - Returns: nil where no sufficient set was found.
  public func run(
    _ test: any SubsetTest, orders: [[Int]], candidates: [BitSet] = [], allowed: BitSet? = nil
  ) throws -> SufficientSet? {
    precondition(costs.count == test.unitCount)
    let allowed = allowed ?? BitSet(0..<test.unitCount)
    let run = Run(
      search: self, test: BudgetedTest(test, budget: budget),
      orders: UnitOrders(orders, allowed: allowed, unitCount: test.unitCount))
    do {
      try run.start(candidates: candidates)
      try run.enumerate()
      try run.improve()
    } catch is BudgetEnded {}
    return run.result
  }

  func cost(_ set: BitSet) -> Int { set.reduce(0) { $0 + costs[$1] } }
}

/// One search at work.
private final class Run {
  let search: SufficientSetSearch
  let test: BudgetedTest
  let orders: UnitOrders
  var best: BitSet?
  var pool: [IrreducibleSet] = []
  var minimum: BitSet?

  init(search: SufficientSetSearch, test: BudgetedTest, orders: UnitOrders) {
    self.search = search
    self.test = test
    self.orders = orders
  }

  var result: SufficientSet? {
    guard let best = minimum ?? pool.first?.units ?? best else { return nil }
    let status: SufficiencyStatus = minimum != nil ? .minimum : pool.isEmpty ? .sufficient : .irreducible
    return SufficientSet(
      units: best, cost: search.cost(best), status: status, irreducible: pool, passes: test.passes)
  }

  func start(candidates: [BitSet]) throws {
    let order = orders.orders[0]
    var starts: [(set: BitSet, order: [Int])] = []
    for (candidate, verdict) in zip(candidates, try test.verdicts(of: candidates)) where verdict.holds {
      note(candidate)
      // Nothing at all needs no order.
      if candidate.isEmpty {
        try reduce(candidate, order: order)
        return
      }
      starts.append((candidate, order))
    }
    var prefixes: [(set: BitSet, order: [Int])] = []
    for order in orders.orders {
      // Of what is longer than another prefix, nothing would be left out.
      let limit = (prefixes.map(\.set.count).min() ?? order.count + 1) - 1
      guard let set = try PrefixSearch(test: test).shortest(of: order, limit: limit) else { continue }
      note(set)
      prefixes.append((set, order))
    }
    prefixes.sort { search.cost($0.set) < search.cost($1.set) }
    for (set, order) in prefixes.prefix(search.starts) + starts { try reduce(set, order: order) }
  }

  /// - Returns: whether the irreducible set that is left is cheaper than all before.
  @discardableResult
  private func reduce(_ set: BitSet, order: [Int], isNearlyIrreducible: Bool = false) throws -> Bool {
    add(
      try LeavingOut(test: test, costs: search.costs).reduce(
        set, order: order, isNearlyIrreducible: isNearlyIrreducible, progress: note))
  }

  /// Remembers a sufficient set on the way.
  private func note(_ set: BitSet) {
    guard best.map({ search.cost(set) < search.cost($0) }) ?? true else { return }
    best = set
    // What is cheaper than all before is worth making irreducible.
    test.stop = nil
  }

  /// - Returns: whether the set is cheaper than all before.
  private func add(_ set: IrreducibleSet) -> Bool {
    note(set.units)
    guard !pool.contains(where: { $0.units == set.units }) else { return false }
    let place = pool.firstIndex { set.cost < $0.cost } ?? pool.count
    pool.insert(set, at: place)
    return place == 0 && pool.count > 1
  }

  func improve() throws {
    guard minimum == nil, let first = pool.first, first.cost > 0 else { return }
    var random = SeededGenerator(seed: search.seed)
    // Attempts among sets that are all known ask nothing: there are only so many of them, too.
    var (lastGain, failures) = (test.passes, 0)
    while minimum == nil, failures < 200 {
      test.stop = lastGain + search.patience
      if try walk(&random) || recreate(&random) {
        (lastGain, failures) = (test.passes, 0)
        test.stop = nil
        // Fewer sets are cheaper than the new one.
        try enumerate()
      } else {
        failures += 1
      }
    }
  }

  /// Any of the cheapest sets: to stay with one would be to try the same again.
  private func oneOfTheBest(_ random: inout SeededGenerator) -> IrreducibleSet {
    let cheapest = pool.prefix { $0.cost == pool[0].cost }
    return cheapest[random.index(below: cheapest.count)]
  }

  private func walk(_ random: inout SeededGenerator) throws -> Bool {
    let walk = TabuWalk(test: test, costs: search.costs, orders: orders)
    guard let set = try walk.cheaper(than: oneOfTheBest(&random), &random) else { return false }
    note(set)
    return try reduce(set, order: orders.orders[0], isNearlyIrreducible: true)
  }

  private func recreate(_ random: inout SeededGenerator) throws -> Bool {
    let improvement = RuinAndRecreate(test: test, orders: orders)
    guard let (set, order) = try improvement.attempt(from: oneOfTheBest(&random).units, &random) else { return false }
    return try reduce(set, order: order)
  }

  func enumerate() throws {
    // Where no start was sufficient, another set may still be.
    let bound = pool.first?.cost ?? search.cost(orders.allowed) + 1
    switch try SmallestFirst(test: test, costs: search.costs, allowed: orders.allowed).search(below: bound) {
    case .found(let set): minimum = set
    case .none: minimum = pool.first?.units
    case .tooMany: break
    }
  }
}
