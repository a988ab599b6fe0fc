import Testing

@testable import Reproducibility

@Suite struct QuickselectTests {
  @Test func theLargestComeFirstAndTheSmallestOfThemLast() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let total = 1 + generator.index(below: 40)
      // Few distinct values, so that ties are common.
      let values = (0..<total).map { _ in Double(generator.index(below: 12)) }
      let count = 1 + generator.index(below: total)
      var selected = values
      selected.withUnsafeMutableBufferPointer { $0.selectLargest(count) }
      let sorted = values.sorted(by: >)
      #expect(selected.prefix(count).sorted(by: >) == Array(sorted.prefix(count)))
      #expect(selected[count - 1] == sorted[count - 1])
      #expect(selected.sorted(by: >) == sorted)
    }
  }
}
