import Explaining

/// Scores that are known from an earlier run of the same sampler: chains do not depend on how their masks are weighted,
/// nor on how long they are to run, so that one series of forward passes serves every weighting and every length.
final class ReplayScorer: InputScorer {
  private let base: NetworkScorer
  private var calls: [[Float]] = []
  private var position = 0
  private var scratch: [Float]

  init(_ base: NetworkScorer) {
    self.base = base
    scratch = [Float](repeating: 0, count: base.batchCapacity * base.inputCount)
  }

  var inputShape: [Int] { base.inputShape }
  var batchCapacity: Int { base.batchCapacity }
  var classCount: Int { base.classCount }

  /// Goes back to the series' start.
  func rewind() { position = 0 }

  func scores(
    count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    defer { position += 1 }
    guard position < calls.count else {
      calls.append(try base.scores(count: count, kind: kind, fill: fill))
      return calls[position]
    }
    precondition(calls[position].count == count * classCount, "another series of masks")
    // The sampler writes its masks while it fills.
    try scratch.withUnsafeMutableBufferPointer {
      try fill(UnsafeMutableBufferPointer(rebasing: $0[0..<count * inputCount]))
    }
    return calls[position]
  }
}
