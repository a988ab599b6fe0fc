import BigInt

/// A network evaluated in exact arithmetic: every double is an integer times a power of two, and so is every value inside.
/// Shares nothing with the solver's arithmetic.
public struct ExactNetwork: Sendable {
  private enum Layer: Sendable {
    /// Weights and biases times 2^-weightExponent and 2^-biasExponent.
    case affine(AffineLayer, weights: [BigInt], weightExponent: Int, bias: [BigInt], biasExponent: Int)
    case rectifier
    case maxPool(MaxPoolLayer)
  }

  private let layers: [Layer]
  public let outputCount: Int

  public init(_ network: PiecewiseLinearNetwork) {
    outputCount = network.outputCount
    layers = network.layers.map { layer in
      switch layer {
      case .rectifier: return .rectifier
      case .maxPool(let pool): return .maxPool(pool)
      case .affine(let affine):
        let weights = Dyadics(affine.weights)
        let bias = Dyadics(affine.bias)
        return .affine(
          affine, weights: weights.integers, weightExponent: weights.exponent, bias: bias.integers,
          biasExponent: bias.exponent)
      }
    }
  }

  /// The scores of an input.
  public func scores(of input: [Double]) -> ExactScores {
    var values = Dyadics(input)
    for layer in layers {
      switch layer {
      case .rectifier:
        for index in values.integers.indices where values.integers[index].signum() < 0 { values.integers[index] = 0 }
      case .maxPool(let pool):
        values.integers = (0..<pool.outputCount).map { output in
          pool.members[pool.starts[output]..<pool.starts[output + 1]].map { values.integers[Int($0)] }.max()!
        }
      case .affine(let affine, let weights, let weightExponent, let bias, let biasExponent):
        let productExponent = weightExponent + values.exponent
        let exponent = min(productExponent, biasExponent)
        let isNotZero = values.integers.map { $0.signum() != 0 }
        let integers = (0..<affine.outputCount).map { row in
          var sum = BigInt(0)
          for entry in affine.rowStarts[row]..<affine.rowStarts[row + 1] {
            let column = Int(affine.columns[entry])
            if isNotZero[column] { sum += weights[entry] * values.integers[column] }
          }
          return sum << (productExponent - exponent) + bias[row] << (biasExponent - exponent)
        }
        values = Dyadics(integers: integers, exponent: exponent)
      }
    }
    return ExactScores(values: values)
  }

  /// The scores of what a mask leaves of a problem's input.
  public func scores(of problem: NetworkMaskProblem, mask: [Bool]) -> ExactScores {
    scores(of: zip(problem.input, problem.windows).map { mask[Int($1)] ? $0 : 0 })
  }
}

/// Exact scores of the classes.
public struct ExactScores: Sendable {
  fileprivate let values: Dyadics

  /// Does the target's score exceed every other by more than `delta`?
  public func exceed(target: Int, delta: Double) -> Bool {
    let threshold = Dyadics([delta])
    let exponent = min(values.exponent, threshold.exponent)
    let least = threshold.integers[0] << (threshold.exponent - exponent)
    return values.integers.indices.allSatisfy { other in
      other == target || (values.integers[target] - values.integers[other]) << (values.exponent - exponent) > least
    }
  }

  /// The smallest difference of the target's score and another, rounded to a double.
  public func margin(target: Int) -> Double {
    let differences = values.integers.indices.filter { $0 != target }
      .map { values.integers[target] - values.integers[$0] }
    return Dyadics.double(differences.min()!, exponent: values.exponent)
  }

  /// The class of the largest score, the first of equal ones.
  public var predicted: Int {
    values.integers.indices.reduce(0) { values.integers[$1] > values.integers[$0] ? $1 : $0 }
  }
}

/// Numbers as integers times one power of two.
private struct Dyadics: Sendable {
  var integers: [BigInt]
  var exponent: Int

  init(integers: [BigInt], exponent: Int) {
    self.integers = integers
    self.exponent = exponent
  }

  /// Doubles, as they are.
  init(_ values: [Double]) {
    let parts = values.map { Self.parts($0) }
    let exponent = parts.lazy.filter { $0.integer != 0 }.map(\.exponent).min() ?? 0
    self.exponent = exponent
    integers = parts.map { $0.integer == 0 ? 0 : BigInt($0.integer) << ($0.exponent - exponent) }
  }

  /// An odd integer (or 0) and the power of two that it is multiplied by.
  private static func parts(_ value: Double) -> (integer: Int64, exponent: Int) {
    precondition(value.isFinite)
    if value == 0 { return (0, 0) }
    let bits = Int(value.exponentBitPattern)
    let significand = bits == 0 ? value.significandBitPattern : value.significandBitPattern | (1 << 52)
    let zeros = significand.trailingZeroBitCount
    let integer = Int64(significand >> UInt64(zeros))
    return (value.sign == .minus ? -integer : integer, max(bits, 1) - 1075 + zeros)
  }

  static func double(_ integer: BigInt, exponent: Int) -> Double {
    if integer == 0 { return 0 }
    let excess = max(0, integer.magnitude.bitWidth - 62)
    let leading = Int64(integer >> excess)
    // Far out of the range of doubles the result is 0 or infinite, as it should be.
    return Double(sign: .plus, exponent: max(-2000, min(2000, exponent + excess)), significand: 1) * Double(leading)
  }
}
