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
    let enlargement = GridEnlargement(inputShape: inputShape, grid: grid, shifted: shift)
    let replacement = baseline.values(for: input, shape: inputShape)
    var sequences = (0..<chains).map { MaskChain(enlargement: enlargement, density: density, seed: seed, number: $0) }
    var sums = MaskSums(chains: chains, maskCount: inputShape.maskCount)
    var masks = [Float](repeating: 0, count: chains * inputShape.maskCount)
    var scratch = [Float](repeating: 0, count: enlargement.scratchCount)

    // Even batches: 16 chains in batches of at most 12 are two of 8, not 12 and 4.
    let batchCount = (chains + scorer.batchCapacity - 1) / scorer.batchCapacity
    let batchSize = (chains + batchCount - 1) / batchCount
    let steps = max(1, budget / chains)
    let checkInterval = max(1, (steps + 19) / 20)
    var stableChecks = 0
    for step in 0..<steps {
      for start in stride(from: 0, to: chains, by: batchSize) {
        let batch = start..<min(start + batchSize, chains)
        let scores = try scorer.scores(count: batch.count, kind: .probability) { buffer in
          masks.withUnsafeMutableBufferPointer { masks in
            scratch.withUnsafeMutableBufferPointer { scratch in
              for number in batch {
                let mask = UnsafeMutableBufferPointer(
                  rebasing: masks[number * inputShape.maskCount..<(number + 1) * inputShape.maskCount])
                sequences[number].cells.withUnsafeBufferPointer {
                  enlargement.enlarge($0, shift: sequences[number].shift, scratch: scratch, into: mask)
                }
                let first = (number - start) * inputShape.inputCount
                inputShape.blend(
                  input, over: replacement, mask: UnsafeBufferPointer(mask),
                  into: UnsafeMutableBufferPointer(rebasing: buffer[first..<first + inputShape.inputCount]))
              }
            }
          }
        }
        for number in batch {
          let score = scores[(number - start) * scorer.classCount + target]
          guard score.isFinite else { throw MaskSamplingError.notFinite(step: step) }
          sums.add(masks, chain: number, weight: weighting == .score ? score : 1)
          sequences[number].advance(score: score, proposal: proposal, enlargement: enlargement)
        }
      }
      sums.steps += 1
      guard let stability, chains > 1, sums.steps % checkInterval == 0, sums.steps < steps else { continue }
      stableChecks = (sums.halvesCorrelation(inputShape: inputShape) ?? 0) >= stability ? stableChecks + 1 : 0
      if stableChecks == 2 {
        sums.stopped = true
        break
      }
    }
    sums.scoreSum = sequences.reduce(0) { $0 + $1.scoreSum }
    return (sums, inputShape)
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

extension InputShape {
  /// Writes the input where the mask is 1, the replacement where it is 0, and a mixture between; a unit is kept whole
  /// or replaced whole.
  func blend(
    _ input: [Float], over replacement: [Float], mask: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    input.withUnsafeBufferPointer { input in
      replacement.withUnsafeBufferPointer { replacement in
        switch self {
        case .image(let channels, let height, let width):
          Self.blend(input, over: replacement, mask: mask, into: result, channels: channels, plane: height * width)
        case .words(let channels, let count):
          Self.blend(input, over: replacement, mask: mask, into: result, channels: channels, plane: count)
        case .units(let count):
          for unit in 0..<count { result[unit] = mask[unit] > 0 ? input[unit] : replacement[unit] }
        }
      }
    }
  }

  private static func blend(
    _ input: UnsafeBufferPointer<Float>, over replacement: UnsafeBufferPointer<Float>, mask: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>, channels: Int, plane: Int
  ) {
    guard let seen = input.baseAddress, let hidden = replacement.baseAddress, let weights = mask.baseAddress,
      let blended = result.baseAddress
    else { return }
    for first in stride(from: 0, to: channels * plane, by: plane) {
      MaskKernels.blend(seen + first, over: hidden + first, mask: weights, into: blended + first, count: plane)
    }
  }
}
