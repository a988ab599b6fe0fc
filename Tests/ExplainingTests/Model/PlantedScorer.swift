import Explaining

/// A model whose score is known: two classes, the second's probability is a function of the input that the test gives.
final class PlantedScorer: InputScorer {
  let inputShape: [Int]
  let batchCapacity: Int
  let classCount = 2
  private(set) var calls: [Int] = []
  private let probability: (UnsafeBufferPointer<Float>) -> Float

  init(shape: [Int], batchCapacity: Int = 8, probability: @escaping (UnsafeBufferPointer<Float>) -> Float) {
    inputShape = shape
    self.batchCapacity = batchCapacity
    self.probability = probability
  }

  func scores(count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) throws -> [Float] {
    calls.append(count)
    precondition(count >= 1 && count <= batchCapacity)
    // Poisoned, so that a caller which does not write everything is found out.
    var inputs = [Float](repeating: .nan, count: count * inputCount)
    try inputs.withUnsafeMutableBufferPointer { try fill($0) }
    return inputs.withUnsafeBufferPointer { inputs in
      (0..<count).flatMap { row -> [Float] in
        let p = probability(UnsafeBufferPointer(rebasing: inputs[row * inputCount..<(row + 1) * inputCount]))
        return kind == .probability ? [1 - p, p] : [0, p]
      }
    }
  }

  /// The mean of the input over a box of a single-channel image, made steep around one half, and never quite 0 or 1: at
  /// a probability of 1 an adaptive chain stays where it is for ever.
  static func box(height: Int, width: Int, rows: Range<Int>, columns: Range<Int>, batchCapacity: Int = 8)
    -> PlantedScorer
  {
    PlantedScorer(shape: [1, height, width], batchCapacity: batchCapacity) { input in
      var sum: Float = 0
      for y in rows { for x in columns { sum += input[y * width + x] } }
      let mean = sum / Float(rows.count * columns.count)
      return min(0.9, max(0.1, (mean - 0.2) / 0.6))
    }
  }
}
