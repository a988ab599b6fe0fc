import NeuralNetwork
import Saliency
import WholeNetwork

/// Does the prediction stay when only a mask is shown, everything else being hidden? Asked of the network as it computes, in
/// single precision, and where it was encoded also of the exact function that its parameters define.
public struct PredictionCheck: Sendable, Equatable {
  /// The target's score less the largest other one, and whether that exceeds delta, as the network computes it.
  public var floatMargin: Double
  public var floatKeeps: Bool
  /// The same in exact arithmetic (the margin rounded once); nil without an encoding.
  public var exactMargin: Double?
  public var exactKeeps: Bool?

  /// Whether rounding changed the decision.
  public var disagrees: Bool { exactKeeps.map { $0 != floatKeeps } ?? false }

  /// - Parameters:
  ///   - mask: over the grid's windows.
  ///   - input: the network's input, `C x height x width` values.
  ///   - hidden: what stands in its place outside the mask, as many values; nil is 0.
  ///   - encoded: the network for exact arithmetic, where that is wanted.
  public init(
    mask: [Bool], grid: WindowGrid, input: [Float], hidden: [Float]? = nil, target: Int, delta: Double = 0,
    session: ModelSession, encoded: EncodedNetwork? = nil
  ) throws(NetworkError) {
    let windows = grid.windowsOfInput(count: input.count)
    let shown = input.indices.map { mask[Int(windows[$0])] ? input[$0] : hidden?[$0] ?? 0 }
    let logits = try session.logits(shown)
    let others = logits.indices.filter { $0 != target }.map { logits[$0] }.max() ?? -.infinity
    floatMargin = Double(logits[target]) - Double(others)
    floatKeeps = floatMargin > delta
    if let encoded {
      let scores = encoded.exact.scores(of: shown.map { Double($0) })
      exactMargin = scores.margin(target: target)
      exactKeeps = scores.exceed(target: target, delta: delta)
    }
  }
}
