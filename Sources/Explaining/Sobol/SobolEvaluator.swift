import Foundation

/// Runs the model on rows of a design, batch by batch, and keeps one number of each.
///
/// Perturbed inputs are written straight into the model's input buffer. Inputs that were scored before - frequent when
/// variables are 0 or 1 - are not scored again.
struct SobolEvaluator {
  private let inputs: PerturbedInputs
  private let scorer: any InputScorer
  private let target: Int
  private let output: SobolSettings.Output
  private let dimensions: Int
  /// Outputs by the bits of the variables; nil when variables are continuous and hardly ever recur.
  private var known: [[UInt64]: Double]?
  private var scratch: [Float]
  /// Inputs that the model has scored.
  private(set) var passes = 0

  init(
    inputs: PerturbedInputs, scorer: any InputScorer, target: Int, output: SobolSettings.Output, dimensions: Int,
    remembers: Bool
  ) {
    self.inputs = inputs
    self.scorer = scorer
    self.target = target
    self.output = output
    self.dimensions = dimensions
    known = remembers ? [:] : nil
    scratch = inputs.makeScratch()
  }

  /// Evaluates `count` rows.
  ///
  /// - Parameter write: writes the variables of a row.
  mutating func evaluate(
    _ count: Int, write: (Int, UnsafeMutableBufferPointer<Double>) -> Void
  ) throws -> [Double] {
    guard known != nil else { return try score(Array(0..<count), write: write) }
    let keys = (0..<count).map { row in key(row, write: write) }
    var fresh: [Int] = []
    var seen: Set<[UInt64]> = []
    for row in 0..<count where known?[keys[row]] == nil && seen.insert(keys[row]).inserted { fresh.append(row) }
    for (row, value) in zip(fresh, try score(fresh, write: write)) { known?[keys[row]] = value }
    return keys.compactMap { known?[$0] }
  }

  private mutating func score(
    _ rows: [Int], write: (Int, UnsafeMutableBufferPointer<Double>) -> Void
  ) throws -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rows.count)
    var variables = [Double](repeating: 0, count: dimensions)
    let kind: ScoreKind = output == .probability ? .probability : .logit
    while values.count < rows.count {
      let batch = rows[values.count..<min(values.count + scorer.batchCapacity, rows.count)]
      let scores = try scorer.scores(count: batch.count, kind: kind) { buffer in
        for (slot, row) in batch.enumerated() {
          variables.withUnsafeMutableBufferPointer { variables in
            write(row, variables)
            inputs.write(
              variables: UnsafeBufferPointer(variables),
              to: UnsafeMutableBufferPointer(rebasing: buffer[slot * inputs.count..<(slot + 1) * inputs.count]),
              scratch: &scratch)
          }
        }
      }
      for (slot, row) in batch.enumerated() {
        let value = read(scores[slot * scorer.classCount..<(slot + 1) * scorer.classCount])
        guard value.isFinite else { throw SobolError.notFinite(row: row) }
        values.append(value)
      }
    }
    passes += rows.count
    return values
  }

  private func read(_ scores: ArraySlice<Float>) -> Double {
    let own = Double(scores[scores.startIndex + target])
    guard output == .logOdds, scores.count > 1 else { return own }
    // log(p / (1 - p)) = logit - log(sum of the others' exponentials), without cancellation near p = 1.
    let others = scores.enumerated().lazy.filter { $0.offset != target }.map { Double($0.element) }
    let largest = others.max() ?? 0
    return own - largest - log(others.reduce(0) { $0 + exp($1 - largest) })
  }

  private func key(_ row: Int, write: (Int, UnsafeMutableBufferPointer<Double>) -> Void) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (dimensions + 63) / 64)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: dimensions) { variables in
      variables.initialize(repeating: 0)
      write(row, variables)
      for region in 0..<dimensions where variables[region] != 0 { words[region / 64] |= 1 << UInt64(region % 64) }
    }
    return words
  }
}
