import Reproducibility

/// Sums over the inputs of a data set from which principal components are fitted, in integers: whatever the order and
/// however many ranks share the inputs, the sums are the same to the last bit, and those of ranks are added to one.
///
/// Inputs of up to ``covarianceLimit`` values keep the sums of all products of two values. Wider ones keep the sums of
/// each value's products with a few random combinations of the input, from which the leading components can still be
/// read (Tropp, Yurtsever, Udell and Cevher, "Fixed-rank approximation of a positive-semidefinite matrix from streaming
/// data", NIPS 2017): a tall thin matrix in place of a covariance matrix, in the same single pass.
public struct PixelMoments: Sendable, Equatable {
  /// Number of values of an input.
  public let width: Int
  /// No input's value is larger in magnitude.
  public let bound: Float
  /// Number of random combinations; nil where all products are kept.
  public let combinations: Int?
  /// `[count, sums ..., products ...]`; for wide inputs `[count, sums ..., squares ..., products ...]`.
  public private(set) var words: [Int64]

  /// Inputs of at most this many values keep a covariance matrix.
  public static let covarianceLimit = 2048
  /// 17 bits and a sign for a value: its square summed over 2^28 inputs stays inside 64 bits.
  private static let valueBits = 17.0
  private let signs: [Int8]

  /// - Parameters:
  ///   - components: how many components will be fitted.
  ///   - bound: the largest magnitude of a value, in the units of the model's input.
  ///   - forceCombinations: keep combinations for narrow inputs too, to compare both ways.
  public init(width: Int, components: Int, bound: Float, forceCombinations: Bool = false) {
    precondition(width >= 1 && components >= 1 && bound > 0)
    self.width = width
    self.bound = bound
    if width > Self.covarianceLimit || forceCombinations {
      let combinations = min(width, 2 * components + 8)
      self.combinations = combinations
      // Fixed: every rank, and every start of the sweep, must combine alike.
      var numbers = SeededGenerator(seed: 0x9e37_79b9, stream: UInt64(width))
      signs = (0..<width * combinations).map { _ in numbers.next() >> 63 == 0 ? 1 : -1 }
      words = [Int64](repeating: 0, count: 1 + 2 * width + width * combinations)
    } else {
      combinations = nil
      signs = []
      words = [Int64](repeating: 0, count: 1 + width + width * (width + 1) / 2)
    }
  }

  /// Number of inputs in the sums.
  public var count: Int { Int(words[0]) }

  /// Units of a value in the sums.
  private var scale: Double { Double(sign: .plus, exponent: Int(Self.valueBits), significand: 1) / Double(bound) }

  /// Combinations of a wide input are cut to 21 bits, so that their products stay inside 64.
  private var combinationShift: Int { max(0, Int.bitWidth - width.leadingZeroBitCount - 4) }

  /// Adds one input.
  public mutating func add(_ input: [Float]) throws(VariationError) {
    guard input.count == width else { throw .regionCount(expected: width, actual: input.count) }
    var values = [Int64](repeating: 0, count: width)
    let scale = scale
    for index in 0..<width {
      guard abs(input[index]) <= bound * 1.001 else { throw .valueTooLarge(input[index], bound: bound) }
      values[index] = Int64((Double(input[index]) * scale).rounded())
    }
    words[0] += 1
    if let combinations {
      addCombinations(values, combinations: combinations)
    } else {
      addProducts(values)
    }
  }

  private mutating func addProducts(_ values: [Int64]) {
    let width = width
    words.withUnsafeMutableBufferPointer { words in
      values.withUnsafeBufferPointer { values in
        for index in 0..<width { words[1 + index] &+= values[index] }
        var row = 1 + width
        for first in 0..<width {
          let value = values[first]
          // Blank borders are common and cost nothing.
          if value != 0 {
            for second in first..<width { words[row + second - first] &+= value &* values[second] }
          }
          row += width - first
        }
      }
    }
  }

  private mutating func addCombinations(_ values: [Int64], combinations: Int) {
    var mixed = [Int64](repeating: 0, count: combinations)
    for index in 0..<width where values[index] != 0 {
      for column in 0..<combinations { mixed[column] &+= values[index] &* Int64(signs[index * combinations + column]) }
    }
    let shift = combinationShift
    if shift > 0 { for column in mixed.indices { mixed[column] = (mixed[column] &+ (1 << (shift - 1))) >> shift } }
    let products = 1 + 2 * width
    for index in 0..<width where values[index] != 0 {
      words[1 + index] &+= values[index]
      words[1 + width + index] &+= values[index] &* values[index]
      for column in 0..<combinations {
        words[products + index * combinations + column] &+= values[index] &* mixed[column]
      }
    }
  }

  /// Adds the sums of another part of the data set.
  /// - Precondition: both were made with the same arguments.
  public mutating func add(_ other: PixelMoments) {
    precondition(other.width == width && other.bound == bound && other.combinations == combinations)
    add(words: other.words)
  }

  /// Adds another rank's ``words``.
  public mutating func add(words other: [Int64]) {
    precondition(other.count == words.count)
    for index in words.indices { words[index] &+= other[index] }
  }

  /// Mean input.
  var mean: [Double] {
    let factor = 1 / scale / Double(max(1, count))
    return (0..<width).map { Double(words[1 + $0]) * factor }
  }

  /// Full covariance matrix, row-major; only where all products were kept.
  var covariance: [Double] {
    precondition(combinations == nil)
    let (mean, count) = (mean, Double(count))
    let factor = 1 / (scale * scale)
    var result = [Double](repeating: 0, count: width * width)
    var word = 1 + width
    for row in 0..<width {
      for column in row..<width {
        let value = (Double(words[word]) * factor - count * mean[row] * mean[column]) / (count - 1)
        result[row * width + column] = value
        result[column * width + row] = value
        word += 1
      }
    }
    return result
  }

  /// The covariance matrix times the matrix of random signs (`width` rows of ``combinations``), and those signs.
  var combinedCovariance: (product: [Double], signs: [Double]) {
    guard let combinations else { preconditionFailure("all products were kept") }
    let (mean, count) = (mean, Double(count))
    let signs = signs.map(Double.init)
    var mixedMean = [Double](repeating: 0, count: combinations)
    for index in 0..<width {
      for column in 0..<combinations { mixedMean[column] += mean[index] * signs[index * combinations + column] }
    }
    let factor = Double(sign: .plus, exponent: combinationShift, significand: 1) / (scale * scale)
    var result = [Double](repeating: 0, count: width * combinations)
    for index in 0..<width {
      for column in 0..<combinations {
        let sum = Double(words[1 + 2 * width + index * combinations + column]) * factor
        result[index * combinations + column] = (sum - count * mean[index] * mixedMean[column]) / (count - 1)
      }
    }
    return (result, signs)
  }

  /// Sum of the variances of all values.
  var totalVariance: Double {
    let (mean, count) = (mean, Double(count))
    let factor = 1 / (scale * scale)
    var total = 0.0
    var diagonal = 1 + width
    for index in 0..<width {
      total += (Double(words[diagonal]) * factor - count * mean[index] * mean[index]) / (count - 1)
      diagonal += combinations == nil ? width - index : 1
    }
    return total
  }
}
