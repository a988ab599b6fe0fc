import Saliency

/// Gives a model's class scores for batches of inputs, whatever the model is: an ONNX network in this process or an
/// external program. One per worker thread; not to be shared between threads.
public protocol InputScorer: AnyObject {
  /// Shape of one input without the batch axis: `[C, H, W]` for an image, `[tokens]` for a sentence.
  var inputShape: [Int] { get }
  /// The largest number of inputs that one call takes.
  var batchCapacity: Int { get }
  var classCount: Int { get }
  /// How an input of a shape lies, for masks over it; nil where no mask can be laid.
  func inputShape(of shape: [Int]) -> InputShape?

  /// Scores `count` inputs that `fill` writes in place.
  ///
  /// - Parameters:
  ///   - count: 1 through ``batchCapacity``.
  ///   - kind: what to return of the model's outputs.
  ///   - fill: gets a buffer of `count` inputs, row-major, with undefined contents, and writes all of it.
  /// - Returns: `count * classCount` numbers, row-major.
  func scores(count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) throws -> [Float]
}

/// What is read from a model's output.
public enum ScoreKind: String, Sendable, Codable, CaseIterable {
  case probability
  case logit
}

extension InputScorer {
  public func inputShape(of shape: [Int]) -> InputShape? { InputShape(shape) }

  /// Number of elements of one input.
  public var inputCount: Int { inputShape.reduce(1, *) }

  /// Scores any number of ready inputs, batch by batch.
  ///
  /// - Parameter inputs: each of ``inputCount`` elements, row-major.
  /// - Returns: one row of ``classCount`` numbers per input.
  public func scores(of inputs: [[Float]], kind: ScoreKind) throws -> [[Float]] {
    var rows: [[Float]] = []
    rows.reserveCapacity(inputs.count)
    var start = 0
    while start < inputs.count {
      let batch = inputs[start..<min(start + batchCapacity, inputs.count)]
      let flat = try scores(count: batch.count, kind: kind) { buffer in
        var offset = 0
        for input in batch {
          precondition(input.count == inputCount)
          _ = UnsafeMutableBufferPointer(rebasing: buffer[offset..<offset + inputCount]).update(fromContentsOf: input)
          offset += inputCount
        }
      }
      for row in 0..<batch.count { rows.append(Array(flat[row * classCount..<(row + 1) * classCount])) }
      start += batch.count
    }
    return rows
  }
}
