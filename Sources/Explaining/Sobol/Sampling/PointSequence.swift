import Reproducibility

/// How the points of a Sobol analysis are chosen in the unit cube.
public enum SobolSampling: String, Sendable, Codable, CaseIterable {
  /// Sobol' sequence with Joe and Kuo's direction numbers.
  case sobol
  /// Halton sequence: van der Corput sequences in the first primes.
  case halton
  /// Latin hypercube (McKay, Beckman and Conover 1979), always random.
  case latinHypercube = "latin-hypercube"
}

/// How a low-discrepancy sequence is made random, so that its error can be estimated and seeds differ.
public enum SobolScrambling: String, Sendable, Codable, CaseIterable {
  /// The published points, the same for every seed; the first is the origin.
  case none
  /// One random shift per dimension: digits are added modulo the base (XOR for Sobol').
  case digitalShift = "digital-shift"
  /// Owen's nested uniform scrambling (Owen 1995) for Sobol'; for Halton a random permutation per digit (Owen 2017).
  case owen
}

/// A point set that is drawn piece by piece: the first n points are the same however they are asked for, except that a
/// Latin hypercube can only be doubled.
protocol PointSequence {
  var dimensions: Int { get }
  /// The next `count` points, row-major, each coordinate in [0, 1).
  mutating func next(_ count: Int) -> [Double]
}

extension SobolSampling {
  /// - Precondition: `dimensions` is at most ``maximumDimensions``.
  func sequence(dimensions: Int, scrambling: SobolScrambling, generator: SeededGenerator) -> any PointSequence {
    switch self {
    case .sobol: SobolSequence(dimensions: dimensions, scrambling: scrambling, generator: generator)
    case .halton: HaltonSequence(dimensions: dimensions, scrambling: scrambling, generator: generator)
    case .latinHypercube: LatinHypercube(dimensions: dimensions, generator: generator)
    }
  }

  /// Twice the largest number of regions.
  public var maximumDimensions: Int { SobolDirectionNumbers.dimensions }
}
