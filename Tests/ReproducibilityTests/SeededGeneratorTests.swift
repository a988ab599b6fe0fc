import Testing

import Reproducibility

@Suite struct SeededGeneratorTests {
  /// First outputs of SplitMix64 from state 1234567, as published with its reference implementation (Vigna).
  @Test func splitMixMatchesTheReference() {
    var mixer = SplitMix64(state: 1_234_567)
    let first = (0..<5).map { _ in mixer.next() }
    #expect(
      first == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test func sameSeedAndStreamRepeat() {
    func draw(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
      var generator = SeededGenerator(seed: seed, stream: stream)
      return (0..<4).map { _ in generator.next() }
    }
    #expect(draw(1, 2) == draw(1, 2))
    #expect(draw(1, 2) != draw(2, 1))
    #expect(draw(1, 2) != draw(1, 3))
    #expect(draw(0, 0) != draw(0, 1))
  }

  @Test func momentsAreThoseOfTheirDistributions() {
    var generator = SeededGenerator(seed: 7)
    let count = 20_000
    let units = (0..<count).map { _ in generator.unit() }
    let normals = (0..<count).map { _ in generator.normal() }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(units.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(mean(units) - 0.5) < 0.01)
    #expect(abs(mean(normals)) < 0.03)
    #expect(abs(mean(normals.map { $0 * $0 }) - 1) < 0.05)
    var counts = [Int](repeating: 0, count: 3)
    for _ in 0..<count { counts[generator.index(below: 3)] += 1 }
    #expect(counts.allSatisfy { abs($0 - count / 3) < 300 })
  }

  @Test func shuffleKeepsTheElements() {
    var generator = SeededGenerator(seed: 3)
    var values = Array(0..<100)
    generator.shuffle(&values)
    #expect(values != Array(0..<100))
    #expect(values.sorted() == Array(0..<100))
  }
}
