import BitCollections
import Reproducibility

@testable import SufficientSets

/// A test of a few units whose answers stand in a table: the margin of every set.
final class TableTest: SubsetTest {
  let unitCount: Int
  let batchCapacity: Int
  let passesPerSet = 1
  let margins: [Double]
  private(set) var asked = 0

  init(unitCount: Int, batchCapacity: Int = 4, margins: [Double]) {
    precondition(margins.count == 1 << unitCount)
    self.unitCount = unitCount
    self.batchCapacity = batchCapacity
    self.margins = margins
  }

  func holds(_ set: BitSet) -> Bool { margins[Self.index(set)] > 0 }

  func verdicts(of sets: [BitSet]) -> (verdicts: [Verdict], passes: Int) {
    asked += sets.count
    return (sets.map { Verdict(holds: holds($0), margin: margins[Self.index($0)]) }, sets.count)
  }

  static func index(_ set: BitSet) -> Int { set.reduce(0) { $0 | 1 << $1 } }

  /// Weights of the units with interactions of pairs and noise: hardly ever monotone. The whole always holds.
  static func random(unitCount: Int, _ random: inout SeededGenerator) -> TableTest {
    let weights = (0..<unitCount).map { _ in random.normal() + 0.5 }
    let pairs = (0..<unitCount * unitCount).map { _ in 0.4 * random.normal() }
    let threshold = 2 * random.unit() * Double(unitCount).squareRoot()
    var margins: [Double] = []
    for index in 0..<(1 << unitCount) {
      var margin = -threshold + 0.3 * random.normal()
      for a in 0..<unitCount where index >> a & 1 == 1 {
        margin += weights[a]
        for b in 0..<a where index >> b & 1 == 1 { margin += pairs[a * unitCount + b] }
      }
      margins.append(margin)
    }
    margins[margins.count - 1] = max(abs(margins[margins.count - 1]), 0.01)
    return TableTest(unitCount: unitCount, batchCapacity: 1 + random.index(below: 9), margins: margins)
  }
}
