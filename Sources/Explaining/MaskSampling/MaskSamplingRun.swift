import Saliency

/// The chains of a ``MaskSampler`` over one input, and the masks that they have drawn so far.
struct MaskSamplingRun {
  private let sampler: MaskSampler
  private let input: [Float]
  private let shape: InputShape
  private let target: Int
  private let enlargement: GridEnlargement
  /// What stands where a mask hides the input.
  private let replacement: [Float]
  /// Steps of each chain, if none stops early.
  private let steps: Int

  private var chains: [MaskChain]
  private var sums: MaskSums
  /// The chains' present masks, one behind the other.
  private var masks: [Float]
  private var scratch: [Float]
  /// Checks in a row at which the map was stable.
  private var stableChecks = 0

  init(_ sampler: MaskSampler, input: [Float], shape: InputShape, target: Int, seed: UInt64) {
    self.sampler = sampler
    self.input = input
    self.shape = shape
    self.target = target
    let enlargement = GridEnlargement(inputShape: shape, grid: sampler.grid, shifted: sampler.shift)
    self.enlargement = enlargement
    replacement = sampler.baseline.values(for: input, shape: shape)
    steps = max(1, sampler.budget / sampler.chains)
    chains = (0..<sampler.chains).map {
      MaskChain(enlargement: enlargement, density: sampler.density, seed: seed, number: $0)
    }
    sums = MaskSums(chains: sampler.chains, maskCount: shape.maskCount)
    masks = [Float](repeating: 0, count: sampler.chains * shape.maskCount)
    scratch = [Float](repeating: 0, count: enlargement.scratchCount)
  }

  /// Takes all steps, or as many as it takes until the map is stable.
  mutating func sums(from scorer: InputScorer) throws -> MaskSums {
    // Even batches: 16 chains in batches of at most 12 are two of 8, not 12 and 4.
    let batchCount = (chains.count + scorer.batchCapacity - 1) / scorer.batchCapacity
    let batchSize = (chains.count + batchCount - 1) / batchCount
    for step in 0..<steps where !sums.stopped {
      for start in stride(from: 0, to: chains.count, by: batchSize) {
        try advance(start..<min(start + batchSize, chains.count), step: step, scorer: scorer)
      }
      sums.steps += 1
      sums.stopped = isStable()
    }
    sums.scoreSum = chains.reduce(0) { $0 + $1.scoreSum }
    return sums
  }

  /// Scores the present masks of some chains, adds them to the sums and draws the next ones.
  private mutating func advance(_ batch: Range<Int>, step: Int, scorer: InputScorer) throws {
    let scores = try scorer.scores(count: batch.count, kind: .probability) { maskInputs(of: batch, into: $0) }
    for (place, number) in batch.enumerated() {
      let score = scores[place * scorer.classCount + target]
      guard score.isFinite else { throw MaskSamplingError.notFinite(step: step) }
      sums.add(masks, chain: number, weight: sampler.weighting == .score ? score : 1)
      chains[number].advance(score: score, proposal: sampler.proposal, enlargement: enlargement)
    }
  }

  /// Enlarges the present masks of some chains, and writes the input under each of them, one behind the other.
  private mutating func maskInputs(of batch: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    // Read apart from `masks` and `scratch`, which the closures change.
    let (chains, shape, enlargement, input, replacement) = (chains, shape, enlargement, input, replacement)
    masks.withUnsafeMutableBufferPointer { masks in
      scratch.withUnsafeMutableBufferPointer { scratch in
        for (place, number) in batch.enumerated() {
          let mask = UnsafeMutableBufferPointer(
            rebasing: masks[number * shape.maskCount..<(number + 1) * shape.maskCount])
          chains[number].cells.withUnsafeBufferPointer {
            enlargement.enlarge($0, shift: chains[number].shift, scratch: scratch, into: mask)
          }
          let first = place * shape.inputCount
          shape.blend(
            input, over: replacement, mask: UnsafeBufferPointer(mask),
            into: UnsafeMutableBufferPointer(rebasing: buffer[first..<first + shape.inputCount]))
        }
      }
    }
  }

  /// Whether the halves of the chains agree for the second time in a row; asked twenty times in all, and not after the
  /// last step.
  private mutating func isStable() -> Bool {
    let interval = max(1, (steps + 19) / 20)
    guard let stability = sampler.stability, chains.count > 1, sums.steps % interval == 0, sums.steps < steps else {
      return false
    }
    stableChecks = (sums.halvesCorrelation(inputShape: shape) ?? 0) >= stability ? stableChecks + 1 : 0
    return stableChecks == 2
  }
}
