import BitCollections
import Reproducibility
import Testing

@testable import SufficientSets

@Suite("Search of sufficient sets")
struct SufficientSetSearchTests {
  private func search(costs: [Int], passes: Int = 100_000, seed: UInt64 = 1) -> SufficientSetSearch {
    SufficientSetSearch(costs: costs, budget: SearchBudget(passes: passes), seed: seed)
  }

  private func orders(_ count: Int, _ random: inout SeededGenerator) -> [[Int]] {
    (0..<1 + random.index(below: 3)).map { _ in
      var order = Array(0..<count)
      random.shuffle(&order)
      return order
    }
  }

  /// Written without the search's own types: sets are bits of a number.
  private func checkClaims(_ found: SufficientSet, of test: TableTest, costs: [Int]) {
    func cost(_ index: Int) -> Int { costs.indices.reduce(0) { $0 + (index >> $1 & 1) * costs[$1] } }
    let index = TableTest.index(found.units)
    #expect(test.margins[index] > 0)
    #expect(found.cost == cost(index))
    if found.status != .sufficient, found.status != .minimum {
      for unit in costs.indices where index >> unit & 1 == 1 { #expect(test.margins[index & ~(1 << unit)] <= 0) }
    }
    for other in found.irreducible {
      let index = TableTest.index(other.units)
      #expect(test.margins[index] == other.margin && other.margin > 0 && other.cost == cost(index))
      let without = costs.indices.filter { index >> $0 & 1 == 1 }.map { test.margins[index & ~(1 << $0)] }
      #expect(without == other.marginsWithout && without.allSatisfy { $0 <= 0 })
    }
    let smallest = test.margins.indices.filter { test.margins[$0] > 0 }.map(cost).min()!
    if found.status == .minimum { #expect(found.cost == smallest) } else { #expect(found.cost >= smallest) }
  }

  @Test("Of thousands of tests that are not monotone every claim is true, and with enough passes the minimum is found")
  func bruteForce() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let count = 1 + random.index(below: 8)
      let test = TableTest.random(unitCount: count, &random)
      let costs = (0..<count).map { _ in random.unit() < 0.5 ? 1 : 1 + random.index(below: 4) }
      let found = try #require(try search(costs: costs).run(test, orders: orders(count, &random)))
      #expect(found.status == .minimum)
      #expect(found.passes == test.asked && test.asked <= 1 << count)
      checkClaims(found, of: test, costs: costs)
    }
  }

  @Test("A search that runs out of passes claims only what it has asked")
  func shortBudgets() throws {
    var random = SeededGenerator(seed: 4)
    var statuses: [SufficiencyStatus: Int] = [:]
    for _ in 0..<500 {
      let test = TableTest.random(unitCount: 9, &random)
      let costs = [Int](repeating: 1, count: 9)
      let passes = 1 + random.index(below: 120)
      let found = try search(costs: costs, passes: passes).run(test, orders: orders(9, &random))
      #expect(test.asked <= passes)
      guard let found else { continue }
      statuses[found.status, default: 0] += 1
      checkClaims(found, of: test, costs: costs)
    }
    #expect(statuses.count == 3)
  }

  @Test("Without enumeration the search still comes close to the minimum")
  func improvement() throws {
    var random = SeededGenerator(seed: 5)
    var (found, smallest, asked) = (0, 0, 0)
    for _ in 0..<60 {
      let test = TableTest.random(unitCount: 12, &random)
      let costs = [Int](repeating: 1, count: 12)
      // Too few passes for the enumeration of all cheaper sets of 12 units.
      let result = try #require(try search(costs: costs, passes: 300).run(test, orders: orders(12, &random)))
      checkClaims(result, of: test, costs: costs)
      found += result.cost
      asked += result.passes
      smallest += test.margins.indices.filter { test.margins[$0] > 0 }.map(\.nonzeroBitCount).min()!
    }
    // Of the 4,096 sets a thirtieth is asked.
    #expect(asked <= 60 * 150)
    #expect(Double(found) <= 1.15 * Double(smallest))
  }

  @Test("The same search gives the same set; units that are not allowed stay out")
  func determinism() throws {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<100 {
      let test = TableTest.random(unitCount: 9, &random)
      let costs = [Int](repeating: 1, count: 9)
      let orders = orders(9, &random)
      let first = try search(costs: costs, passes: 150).run(test, orders: orders)
      #expect(try search(costs: costs, passes: 150).run(test, orders: orders) == first)
      let allowed: BitSet = [0, 2, 3, 5, 8]
      let inside = try search(costs: costs).run(test, orders: orders, allowed: allowed)
      if let inside { #expect(inside.units.isSubset(of: allowed)) }
      let subsets = test.margins.indices.filter { $0 & ~TableTest.index(allowed) == 0 }
      #expect(inside != nil || test.margins[TableTest.index(allowed)] <= 0)
      #expect(inside == nil || subsets.contains { test.margins[$0] > 0 })
    }
  }

  @Test("An answer that needs nothing is an empty set, and a test that nothing passes gives none")
  func extremes() throws {
    let always = TableTest(unitCount: 3, margins: [Double](repeating: 1, count: 8))
    let nothing = try #require(try search(costs: [1, 1, 1]).run(always, orders: [[0, 1, 2]]))
    #expect(nothing.units.isEmpty && nothing.status == .minimum && nothing.cost == 0)
    let never = TableTest(unitCount: 3, margins: [Double](repeating: -1, count: 8))
    #expect(try search(costs: [1, 1, 1]).run(never, orders: [[0, 1, 2]]) == nil)
  }

  @Test("Improvement ends after so many passes without a gain")
  func patience() throws {
    var random = SeededGenerator(seed: 8)
    let costs = [Int](repeating: 1, count: 12)
    var asked: [Int: Int] = [:]
    for _ in 0..<30 {
      let test = TableTest.random(unitCount: 12, &random)
      let orders = orders(12, &random)
      for patience in [0, 10, 1000] {
        var search = search(costs: costs, passes: 300)
        search.patience = patience
        let found = try #require(try search.run(test, orders: orders))
        checkClaims(found, of: test, costs: costs)
        asked[patience, default: 0] += found.passes
      }
    }
    #expect(asked[0]! < asked[10]! && asked[10]! < asked[1000]!)
  }

  @Test("Time that is up ends the search with what it has")
  func time() throws {
    var random = SeededGenerator(seed: 7)
    let test = TableTest.random(unitCount: 8, &random)
    let search = SufficientSetSearch(
      costs: [Int](repeating: 1, count: 8), budget: SearchBudget(passes: 1000, isOver: { true }))
    #expect(try search.run(test, orders: [Array(0..<8)]) == nil)
    #expect(test.asked == 0)
  }

  @Test("However many units there are, a set is minimum where the passes were enough to ask all cheaper ones")
  func minimumOfMany() throws {
    let orders = [Array(0..<60)]
    for needed in [[], [41], [3, 41], [3, 30, 41]] as [[Int]] {
      let test = CoverTest(unitCount: 60, needed: BitSet(needed))
      // Sets of fewer units: none, 1, 1 + 60, 1 + 60 + 1,770.
      let smaller = [0, 1, 61, 1831][needed.count]
      let costs = [Int](repeating: 2, count: 60)
      let found = try #require(try search(costs: costs, passes: smaller + 200).run(test, orders: orders))
      #expect(found.units == BitSet(needed) && found.status == .minimum && test.asked.isSuperset(of: test.smaller))
      guard needed.count == 3 else { continue }
      let short = CoverTest(unitCount: 60, needed: BitSet(needed))
      let other = try #require(try search(costs: costs, passes: smaller - 200).run(short, orders: orders))
      #expect(other.units == BitSet(needed) && other.status == .irreducible)
    }
  }
}

/// Holds for every set that has all of some units.
private final class CoverTest: SubsetTest {
  let unitCount: Int
  let needed: BitSet
  let batchCapacity = 8
  let passesPerSet = 1
  private(set) var asked: Set<BitSet> = []

  init(unitCount: Int, needed: BitSet) {
    self.unitCount = unitCount
    self.needed = needed
  }

  func verdicts(of sets: [BitSet]) -> (verdicts: [Verdict], passes: Int) {
    asked.formUnion(sets)
    return (
      sets.map { Verdict(holds: needed.isSubset(of: $0), margin: Double($0.intersection(needed).count)) }, sets.count
    )
  }

  /// All sets of fewer units than are needed, for up to three.
  var smaller: Set<BitSet> {
    var sets: Set<BitSet> = []
    if needed.count > 0 { sets.insert([]) }
    for a in 0..<unitCount where needed.count > 1 {
      sets.insert([a])
      for b in 0..<a where needed.count > 2 { sets.insert([a, b]) }
    }
    return sets
  }
}
