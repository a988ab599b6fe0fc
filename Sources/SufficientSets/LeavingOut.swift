import BitCollections

/// A sufficient set of which no single unit can be left out, each of these cases asked.
public struct IrreducibleSet: Sendable, Equatable {
  public var units: BitSet
  public var cost: Int
  public var margin: Double
  /// The margin without each unit, in ascending order of the units.
  public var marginsWithout: [Double]
}

/// Leaves out what a sufficient set does not need, in the way of delta debugging (Zeller and Hildebrandt, "Simplifying and
/// isolating failure-inducing input", IEEE TSE 2002): all parts of a round are left out one at a time, in one batch; of
/// those that can go, as many go together as still can, and the others of them are asked again; where none is left, the
/// parts are halved, down to single units. Parts that could not go are asked again only at the end, when they are single
/// units: what is needed beside more is mostly needed beside less, but that is no rule.
///
/// Parts that can go are joined in the order of what the margin is without them, so that what matters least goes first
/// (as in backward selection: Carter et al., "What made you do this?", AISTATS 2019).
struct LeavingOut {
  let test: BudgetedTest
  let costs: [Int]
  /// Parts of the first round.
  private static let parts = 16
  /// Sets that are tried in a batch for how many parts can go together. More would find little more for their passes.
  private static let sections = 8

  /// - Parameters:
  ///   - start: a sufficient set.
  ///   - order: units, the most important first: neighbours in it share a part.
  ///   - isNearlyIrreducible: begins with single units, as little else will go.
  ///   - progress: told each smaller sufficient set on the way, for when the budget ends.
  func reduce(
    _ start: BitSet, order: [Int], isNearlyIrreducible: Bool = false, progress: (BitSet) -> Void
  ) throws -> IrreducibleSet {
    var set = start
    var count = isNearlyIrreducible ? set.count : min(Self.parts, set.count)
    while true {
      let groups = Self.split(order.filter { set.contains($0) }, into: count)
      let without = try test.verdicts(of: groups.map { set.subtracting($0) })
      var open = removable(groups, without)
      if open.isEmpty {
        if count == set.count { return try irreducible(set, groups: groups, without: without) }
        count = min(2 * count, set.count)
        continue
      }
      while !open.isEmpty {
        set = try set.subtracting(most(open, of: set))
        progress(set)
        let rest = open.filter { $0.isSubset(of: set) }
        open = removable(rest, try test.verdicts(of: rest.map { set.subtracting($0) }))
      }
      count = min(2 * count, set.count)
    }
  }

  /// The groups that can go alone, first those whose absence matters least.
  private func removable(_ groups: [BitSet], _ without: [Verdict]) -> [BitSet] {
    groups.indices.filter { without[$0].holds }
      .sorted { (without[$0].margin, cost(groups[$0])) > (without[$1].margin, cost(groups[$1])) }
      .map { groups[$0] }
  }

  private func irreducible(_ set: BitSet, groups: [BitSet], without: [Verdict]) throws -> IrreducibleSet {
    let margins = zip(groups, without).sorted { $0.0.first! < $1.0.first! }.map(\.1.margin)
    return IrreducibleSet(
      units: set, cost: cost(set), margin: try test.verdict(of: set).margin, marginsWithout: margins)
  }

  /// The union of as many of the first of some groups as can be left out together: the first alone can.
  private func most(_ groups: [BitSet], of set: BitSet) throws -> BitSet {
    var unions: [BitSet] = []
    for group in groups { unions.append((unions.last ?? []).union(group)) }
    var holding = 0
    var failing = unions.count
    while failing - holding > 1 {
      let steps = min(test.batchCapacity, Self.sections, failing - holding - 1)
      let indices = (1...steps).map { holding + (failing - holding) * $0 / (steps + 1) }
      // All of them at once is the most that can be hoped for.
      let tried = failing == unions.count ? Array(Set(indices.dropLast() + [unions.count - 1])).sorted() : indices
      let verdicts = try test.verdicts(of: tried.map { set.subtracting(unions[$0]) })
      guard let best = tried.indices.last(where: { verdicts[$0].holds }) else {
        failing = tried[0]
        continue
      }
      holding = tried[best]
      failing = best + 1 < tried.count ? tried[best + 1] : min(failing, unions.count)
      if holding == unions.count - 1 { break }
    }
    return unions[holding]
  }

  private func cost(_ set: BitSet) -> Int { set.reduce(0) { $0 + costs[$1] } }

  /// Cuts a list into at most `count` runs of nearly equal length.
  static func split(_ units: [Int], into count: Int) -> [BitSet] {
    (0..<count).map { BitSet(units[units.count * $0 / count..<units.count * ($0 + 1) / count]) }
  }
}
