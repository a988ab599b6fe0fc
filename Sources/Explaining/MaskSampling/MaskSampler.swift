import Saliency

/// Runs several chains of masks side by side over one input: what adaptive sampling and RISE have in common.
struct MaskSampler {
  var grid: Int
  var density: Double
  var proposal: MaskProposal
  var weighting: MaskWeighting
  var budget: Int
  var chains: Int
  var shift: Bool
  var baseline: Fill
  var stability: Double?

  func sample(
    input: [Float], shape: [Int], target: Int, scorer: InputScorer, seed: UInt64
  ) throws -> (sums: MaskSums, inputShape: InputShape) {
    try validate()
    guard let inputShape = scorer.inputShape(of: shape) else { throw MaskSamplingError.unsupportedShape(shape) }
    guard input.count == inputShape.inputCount, input.count == scorer.inputCount else {
      throw MaskSamplingError.inputCount(expected: scorer.inputCount, actual: input.count)
    }
    guard target >= 0, target < scorer.classCount else {
      throw MaskSamplingError.target(target, classes: scorer.classCount)
    }
    var run = MaskSamplingRun(self, input: input, shape: inputShape, target: target, seed: seed)
    return (try run.sums(from: scorer), inputShape)
  }

  private func validate() throws {
    func require(_ condition: Bool, _ name: String, _ reason: String) throws {
      if !condition { throw MaskSamplingError.setting(name: name, reason: reason) }
    }
    try require(grid >= 1 && grid <= 1024, "grid", "must be 1 to 1024 cells a side, not \(grid)")
    try require(density > 0 && density < 1, "density", "must lie between 0 and 1, not \(density)")
    try require(budget >= 1, "steps", "at least one forward pass is needed, not \(budget)")
    try require(chains >= 1 && chains <= 4096, "chains", "must be 1 to 4096, not \(chains)")
    try require(chains <= budget, "chains", "\(chains) chains cannot share \(budget) forward passes")
    if let stability {
      try require(
        stability > 0 && stability <= 1, "stability", "is a rank correlation above 0 up to 1, not \(stability)")
    }
    if case .adaptive(let rate, _, let length) = proposal {
      try require(rate >= 0 && rate <= 1, "learning-rate", "must be 0 to 1, not \(rate)")
      try require(length.map { $0 >= 1 } ?? true, "chain-length", "must be at least 1")
    }
  }
}
