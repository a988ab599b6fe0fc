import Reproducibility
import Testing

@testable import Explaining

@Suite struct SobolSequenceTests {
  @Test func allDimensionsEqualSciPys() {
    var sequence = SobolSequence(dimensions: 4096, scrambling: .none, generator: SeededGenerator(seed: 0))
    let points = sequence.next(65)
    for (index, checksum) in SciPyReference.checksums where index < 65 {
      var sum: UInt64 = 0
      for dimension in 0..<4096 {
        sum &+= UInt64(dimension + 1) &* UInt64(points[index * 4096 + dimension] * 0x1p32)
      }
      #expect(sum == checksum, "point \(index)")
    }
  }

  /// The later points of the reference, without computing all of the earlier ones in all dimensions in a debug build.
  @Test func directionNumbersReachTheLaterPoints() {
    let vectors = SobolDirectionNumbers.vectors(count: 4096)
    for (index, checksum) in SciPyReference.checksums {
      let gray = index ^ index >> 1
      var sum: UInt64 = 0
      for dimension in 0..<4096 {
        var coordinate: UInt32 = 0
        for bit in 0..<10 where gray >> bit & 1 == 1 { coordinate ^= vectors[dimension * 32 + bit] }
        sum &+= UInt64(dimension + 1) &* UInt64(coordinate)
      }
      #expect(sum == checksum, "point \(index)")
    }
  }

  @Test(arguments: [SobolScrambling.digitalShift, .owen])
  func scramblingKeepsEveryDyadicInterval(scrambling: SobolScrambling) {
    let dimensions = 40
    var sequence = SobolSequence(dimensions: dimensions, scrambling: scrambling, generator: SeededGenerator(seed: 5))
    let points = sequence.next(64)
    for dimension in 0..<dimensions {
      let strata = Set((0..<64).map { Int(points[$0 * dimensions + dimension] * 64) })
      #expect(strata.count == 64)
    }
    // The first two dimensions are a (0, 2)-net: every elementary rectangle of area 1/64 holds one point.
    for rows in [1, 2, 4, 8, 16, 32, 64] {
      let cells = Set(
        (0..<64).map { row in
          Int(points[row * dimensions] * Double(rows)) * 64 + Int(points[row * dimensions + 1] * Double(64 / rows))
        })
      #expect(cells.count == 64, "\(rows) x \(64 / rows)")
    }
  }

  @Test func owenScramblingIsUniformAndSeedsDiffer() {
    var sums = [Double](repeating: 0, count: 3)
    for seed in 0..<300 {
      var sequence = SobolSequence(dimensions: 3, scrambling: .owen, generator: SeededGenerator(seed: UInt64(seed)))
      let point = sequence.next(1)
      for dimension in 0..<3 { sums[dimension] += point[dimension] }
    }
    // The first point is uniform over seeds: mean 1/2, standard error 0.0167.
    for sum in sums { #expect(abs(sum / 300 - 0.5) < 0.07) }
  }

  @Test func piecesContinueTheSequence() {
    for sampling in [SobolSampling.sobol, .halton] {
      var whole = sampling.sequence(dimensions: 6, scrambling: .owen, generator: SeededGenerator(seed: 9))
      var pieces = sampling.sequence(dimensions: 6, scrambling: .owen, generator: SeededGenerator(seed: 9))
      #expect(whole.next(32) == pieces.next(16) + pieces.next(16))
    }
  }

  @Test func haltonEqualsSciPys() {
    var sequence = HaltonSequence(dimensions: 6, scrambling: .none, generator: SeededGenerator(seed: 0))
    let point = sequence.next(12).suffix(6)
    for (value, expected) in zip(point, SciPyReference.halton) { #expect(abs(value - expected) < 1e-15) }
  }

  @Test(arguments: [SobolScrambling.digitalShift, .owen])
  func scrambledHaltonStaysStratified(scrambling: SobolScrambling) {
    var sequence = HaltonSequence(dimensions: 3, scrambling: scrambling, generator: SeededGenerator(seed: 3))
    let points = sequence.next(125)
    for (dimension, (base, count)) in [(2, 64), (3, 81), (5, 125)].enumerated() {
      let strata = Set((0..<count).map { Int(points[$0 * 3 + dimension] * Double(count)) })
      #expect(strata.count == count, "base \(base)")
    }
  }

  @Test func latinHypercubeStaysOneWhenDoubled() {
    var sequence = LatinHypercube(dimensions: 5, generator: SeededGenerator(seed: 1))
    var points = sequence.next(16)
    for count in [16, 32] {
      #expect(points.count == 5 * count)
      for dimension in 0..<5 {
        let strata = Set((0..<count).map { Int(points[$0 * 5 + dimension] * Double(count)) })
        #expect(strata.count == count)
      }
      points += sequence.next(count)
    }
  }

  @Test func primesAreThePrimes() {
    #expect(HaltonSequence.primes(12) == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37])
  }
}
