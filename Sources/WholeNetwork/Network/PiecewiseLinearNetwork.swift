/// A chain of affine layers, rectifiers and maxima: what can be reasoned about exactly. Its outputs are the scores (logits)
/// of the classes.
public struct PiecewiseLinearNetwork: Sendable {
  public enum Layer: Sendable, Equatable {
    case affine(AffineLayer)
    /// max(0, x)
    case rectifier
    case maxPool(MaxPoolLayer)
  }

  public let inputCount: Int
  public let outputCount: Int
  public let layers: [Layer]
  /// The same, arranged for computing; shared by all threads.
  let arranged: ArrangedNetwork

  /// - Throws: ``WholeNetworkError`` where layers do not fit each other or a number is not finite.
  public init(inputCount: Int, layers: [Layer]) throws(WholeNetworkError) {
    var count = inputCount
    for (index, layer) in layers.enumerated() {
      switch layer {
      case .rectifier: break
      case .affine(let affine):
        guard affine.inputCount == count else {
          throw .invalidNetwork("layer \(index) takes \(affine.inputCount) values, but \(count) come in")
        }
        guard affine.columns.allSatisfy({ $0 >= 0 && $0 < count }) else {
          throw .invalidNetwork("layer \(index) reads an input that does not exist")
        }
        guard affine.weights.allSatisfy(\.isFinite), affine.bias.allSatisfy(\.isFinite) else {
          throw .invalidNetwork("layer \(index) has a weight or bias that is not finite")
        }
        count = affine.outputCount
      case .maxPool(let pool):
        guard pool.inputCount == count, pool.members.allSatisfy({ $0 >= 0 && $0 < count }) else {
          throw .invalidNetwork("layer \(index) takes \(pool.inputCount) values, but \(count) come in")
        }
        count = pool.outputCount
      }
    }
    guard count >= 2 else { throw .invalidNetwork("the network has \(count) outputs; at least 2 classes are needed") }
    self.inputCount = inputCount
    outputCount = count
    self.layers = layers
    arranged = ArrangedNetwork(inputCount: inputCount, layers: layers)
  }
}

/// Why a whole-network question could not be answered.
public enum WholeNetworkError: Error, Sendable, Equatable, CustomStringConvertible {
  case invalidNetwork(String)
  case invalidProblem(String)
  /// The time limit came before any feasible mask was found and before infeasibility was proven.
  case limitReachedWithoutMask(bound: Int)
  /// Z3 reported an error.
  case z3(String)
  /// The solver's own answer did not pass the exact check (a defect of the solver; please report it).
  case checkFailed(String)

  public var description: String {
    switch self {
    case .invalidNetwork(let reason): "the network cannot be encoded: \(reason)"
    case .invalidProblem(let reason): "invalid whole-network problem: \(reason)"
    case .limitReachedWithoutMask(let bound):
      "the limit was reached before any mask was found that keeps the prediction (it costs at least \(bound)); "
        + "raise the time limit"
    case .z3(let message): "Z3: \(message)"
    case .checkFailed(let reason): "the solver's answer failed the exact check: \(reason)"
    }
  }
}
