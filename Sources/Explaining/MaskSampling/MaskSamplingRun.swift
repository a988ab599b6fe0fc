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
  /// The masks of one batch, one behind the other.
  private var masks: [Float] = []
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
    scratch = [Float](repeating: 0, count: enlargement.scratchCount)
  }

  /// Takes all steps, or as many as it takes until the map is stable.
  mutating func sums(from scorer: InputScorer) throws -> MaskSums {
    while sums.steps < steps, !sums.stopped {
      // Masks that do not depend on scores fill batches across steps, up to where stability is asked for next.
      var count = 1
      if sampler.proposal.isIndependent {
        count = steps - sums.steps
        if sampler.stability != nil, chains.count > 1 { count = min(count, interval - sums.steps % interval) }
      }
      try take(count, scorer: scorer)
      sums.steps += count
      sums.stopped = isStable()
    }
    sums.scoreSum = chains.reduce(0) { $0 + $1.scoreSum }
    return sums
  }

  /// Takes so many steps with each chain, in batches as even as possible: 16 masks in batches of at most 12 are two of 8,
  /// not 12 and 4.
  private mutating func take(_ count: Int, scorer: InputScorer) throws {
    let total = count * chains.count
    let batchCount = (total + scorer.batchCapacity - 1) / scorer.batchCapacity
    let batchSize = (total + batchCount - 1) / batchCount
    if masks.count < batchSize * shape.maskCount {
      masks = [Float](repeating: 0, count: batchSize * shape.maskCount)
    }
    for start in stride(from: 0, to: total, by: batchSize) {
      let numbers = (start..<min(start + batchSize, total)).map { $0 % chains.count }
      let scores = try scorer.scores(count: numbers.count, kind: .probability) { maskInputs(of: numbers, into: $0) }
      for (place, number) in numbers.enumerated() {
        let score = scores[place * scorer.classCount + target]
        guard score.isFinite else {
          throw MaskSamplingError.notFinite(step: sums.steps + (start + place) / chains.count)
        }
        sums.add(masks, place: place, chain: number, weight: sampler.weighting == .score ? score : 1)
        chains[number].advance(score: score, proposal: sampler.proposal, enlargement: enlargement)
      }
    }
  }

  /// Enlarges the next mask of each chain named, and writes the input under it, one behind the other. A chain may be named
  /// more than once where its masks do not depend on scores.
  private mutating func maskInputs(of numbers: [Int], into buffer: UnsafeMutableBufferPointer<Float>) {
    // Read apart from what the closures change.
    let (shape, enlargement, input, replacement) = (shape, enlargement, input, replacement)
    let proposal = sampler.proposal
    for (place, number) in numbers.enumerated() {
      masks.withUnsafeMutableBufferPointer { masks in
        let mask = UnsafeMutableBufferPointer(
          rebasing: masks[place * shape.maskCount..<(place + 1) * shape.maskCount])
        let chain = chains[number]
        scratch.withUnsafeMutableBufferPointer { scratch in
          chain.cells.withUnsafeBufferPointer {
            enlargement.enlarge($0, shift: chain.shift, scratch: scratch, into: mask)
          }
        }
        let first = place * shape.inputCount
        shape.blend(
          input, over: replacement, mask: UnsafeBufferPointer(mask),
          into: UnsafeMutableBufferPointer(rebasing: buffer[first..<first + shape.inputCount]))
      }
      chains[number].drawAhead(proposal, enlargement)
    }
  }

  /// Steps from one question for stability to the next.
  private var interval: Int { max(1, (steps + 19) / 20) }

  /// Whether the halves of the chains agree for the second time in a row; asked twenty times in all, and not after the
  /// last step.
  private mutating func isStable() -> Bool {
    guard let stability = sampler.stability, chains.count > 1, sums.steps % interval == 0, sums.steps < steps else {
      return false
    }
    stableChecks = (sums.halvesCorrelation(inputShape: shape) ?? 0) >= stability ? stableChecks + 1 : 0
    return stableChecks == 2
  }
}
