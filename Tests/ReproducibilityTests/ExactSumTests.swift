import Foundation
import Reproducibility
import Testing

@Suite struct ExactSumTests {
  @Test func sumsAreExactInAnyOrder() {
    // Python: math.fsum([1e100, 1.0, -1e100, 1e-3] * 3) == 3.003
    var sum = ExactSum()
    for _ in 0..<3 { for term in [1e100, 1, -1e100, 1e-3] { sum.add(term) } }
    #expect(sum.value == 3.003)
    var generator = SeededGenerator(seed: 5)
    let terms = (0..<500).map { _ in generator.normal() * pow(10, Double(generator.index(below: 30)) - 15) }
    var whole = ExactSum()
    var parts = [ExactSum(), ExactSum(), ExactSum()]
    for (i, term) in terms.enumerated() {
      whole.add(term)
      parts[i * 7 % 3].add(term)
    }
    parts[2].merge(parts[0])
    parts[2].merge(parts[1])
    #expect(parts[2].value.bitPattern == whole.value.bitPattern)
    // Half-way case: 1 + 2^-53 + 2^-80 rounds up, as fsum does.
    var half = ExactSum()
    for term in [1, 0x1p-53, 0x1p-80] { half.add(term) }
    #expect(half.value == 1.0.nextUp)
  }

  @Test func signsAreThoseOfTheExactSum() {
    var sum = ExactSum()
    for value in [1e300, 1, -1e300, 1e-300, -1] { sum.add(value) }
    #expect(sum.sign == 1 && sum.value == 1e-300)
    sum.add(-1e-300)
    #expect(sum.sign == 0)
  }
}
