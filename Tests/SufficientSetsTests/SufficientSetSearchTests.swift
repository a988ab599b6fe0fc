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

  @Test("Time that is up ends the search with what it has")
  func time() throws {
    var random = SeededGenerator(seed: 7)
    let test = TableTest.random(unitCount: 8, &random)
    let search = SufficientSetSearch(
      costs: [Int](repeating: 1, count: 8), budget: SearchBudget(passes: 1000, isOver: { true }))
    #expect(try search.run(test, orders: [Array(0..<8)]) == nil)
    #expect(test.asked == 0)
  }
}
