import Reproducibility

/// The first-layer neurons whose evidence a mask must keep (SMUG, step 2).
struct NeuronSelection: Equatable {
  /// Indices into the first layer's output, best-ranked first.
  var neurons: [Int]
  /// How many were considered before those with a non-positive value were dropped.
  var considered: Int

  /// - Parameters:
  ///   - scores: the ranking, one per neuron; the largest are taken, of equal ones those with the smaller index.
  ///   - values: each neuron's value before its activation function, where it has to be positive; nil drops none.
  init(scores: [Double], values: [Float]?, k: Int) {
    precondition(values.map { $0.count == scores.count } ?? true)
    let top = Self.indicesOfLargest(k, in: scores)
    considered = top.count
    neurons = if let values { top.filter { values[$0] > 0 } } else { top }
  }

  /// The `k` largest scores' indices, best first. Layers have up to millions of neurons, of which few are taken: only
  /// those at or above the k-th largest score are sorted.
  static func indicesOfLargest(_ k: Int, in scores: [Double]) -> [Int] {
    func precedes(_ a: Int, _ b: Int) -> Bool { scores[a] != scores[b] ? scores[a] > scores[b] : a < b }
    guard k < scores.count else { return scores.indices.sorted(by: precedes) }
    let bar = largest(k, of: scores)
    return Array(scores.indices.filter { scores[$0] >= bar }.sorted(by: precedes).prefix(k))
  }

  /// The k-th largest value (from 1).
  private static func largest(_ k: Int, of scores: [Double]) -> Double {
    var values = scores
    values.withUnsafeMutableBufferPointer { $0.selectLargest(k) }
    return values[k - 1]
  }
}
