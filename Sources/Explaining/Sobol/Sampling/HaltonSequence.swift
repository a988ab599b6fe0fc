import Reproducibility

/// The Halton sequence (Halton 1960): coordinate j of point n is n written in the j-th prime, mirrored at the point.
///
/// With scrambling, a digit is shifted or permuted at random, apart for each dimension and each place (A. B. Owen, "A
/// randomized Halton algorithm in R", 2017); without it, high dimensions are strongly correlated.
struct HaltonSequence: PointSequence {
  let dimensions: Int
  private let bases: [Int]
  /// For each dimension, for each place, the new value of each digit; empty when nothing is scrambled.
  private let digits: [[[Int]]]
  private var index = 0

  init(dimensions: Int, scrambling: SobolScrambling, generator: SeededGenerator) {
    var generator = generator
    self.dimensions = dimensions
    bases = Self.primes(dimensions)
    digits =
      scrambling == .none
      ? []
      : bases.map { base in
        (0..<Self.places(base)).map { _ in
          if scrambling == .digitalShift {
            let shift = generator.index(below: base)
            return (0..<base).map { ($0 + shift) % base }
          }
          var permutation = Array(0..<base)
          generator.shuffle(&permutation)
          return permutation
        }
      }
  }

  mutating func next(_ count: Int) -> [Double] {
    var points: [Double] = []
    points.reserveCapacity(count * dimensions)
    for _ in 0..<count {
      for dimension in 0..<dimensions { points.append(coordinate(dimension)) }
      index += 1
    }
    return points
  }

  private func coordinate(_ dimension: Int) -> Double {
    let base = bases[dimension]
    let inverse = 1 / Double(base)
    var (rest, scale, value, place) = (index, inverse, 0.0, 0)
    // Scrambled, the endless zeros behind the last digit become digits too.
    while digits.isEmpty ? rest > 0 : place < digits[dimension].count {
      let digit = rest % base
      value += scale * Double(digits.isEmpty ? digit : digits[dimension][place][digit])
      rest /= base
      scale *= inverse
      place += 1
    }
    return min(value, 1 - 0x1p-53)
  }

  /// Digits that a coordinate of about 2^-32 needs.
  private static func places(_ base: Int) -> Int {
    var (places, range) = (0, 1.0)
    while range < 0x1p32 {
      range *= Double(base)
      places += 1
    }
    return places
  }

  static func primes(_ count: Int) -> [Int] {
    var primes: [Int] = []
    var candidate = 2
    while primes.count < count {
      if !primes.prefix(while: { $0 * $0 <= candidate }).contains(where: { candidate % $0 == 0 }) {
        primes.append(candidate)
      }
      candidate += 1
    }
    return primes
  }
}
