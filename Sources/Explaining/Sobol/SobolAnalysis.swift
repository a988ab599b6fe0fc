import Reproducibility

/// Variance decomposition of a model's output over regions of its input (Sobol' 2001; Saltelli et al. 2010).
///
/// Each region gets a variable that keeps it (1), replaces it (0) or blends; first-order indices tell what a region does
/// alone, total indices what it does at all, and their difference what it does only together with others.
public struct SobolAnalysis: Sendable {
  public let settings: SobolSettings

  /// - Throws: ``SobolError`` for settings without a meaning.
  public init(settings: SobolSettings) throws(SobolError) {
    try settings.validate()
    self.settings = settings
  }

  /// Analyses one input.
  ///
  /// - Parameters:
  ///   - input: row-major, in the model's own range.
  ///   - shape: `[C, H, W]`, or `[tokens]`.
  ///   - target: the class whose output is decomposed.
  ///   - regions: of an image of this size, or of the tokens.
  ///   - donor: what replaces removed regions with the baseline `donor`; not used otherwise.
  ///   - scorer: the model.
  ///   - stream: separates the random numbers of different items under one seed.
  /// - Throws: ``SobolError``, or what the scorer throws.
  public func explain(
    input: [Float], shape: [Int], target: Int, regions: RegionSet, donor: [Float]? = nil, scorer: any InputScorer,
    stream: UInt64 = 0
  ) throws -> SobolExplanation {
    let inputs = try PerturbedInputs(
      input: input, shape: shape, regions: regions, settings: settings.perturbation, donor: donor)
    try check(input: input, target: target, regions: regions, scorer: scorer)
    let dimensions = regions.regions.count
    let sequence = settings.sampling.sequence(
      dimensions: 2 * dimensions, scrambling: settings.scrambling,
      generator: SeededGenerator(seed: settings.seed, stream: stream))
    var design = SobolDesign(dimensions: dimensions, sequence: sequence)
    var evaluator = SobolEvaluator(
      inputs: inputs, scorer: scorer, target: target, output: settings.output, dimensions: dimensions,
      remembers: settings.perturbation.variable == .bernoulli)
    let ends = try evaluator.evaluate(2) { row, variables in variables.update(repeating: row == 0 ? 1 : 0) }

    let mixed = regions.regions.indices.map { [$0] } + regions.groups.map(\.regions)
    let blocks: [SobolDesign.Block] = [.a, .b] + mixed.map { .ab($0) }
    var outputs = SobolOutputs(
      a: [], b: [], ab: [[Double]](repeating: [], count: dimensions),
      groups: [[Double]](repeating: [], count: regions.groups.count))
    var converged: Bool?
    try extend(&outputs, design: &design, by: settings.rows, blocks: blocks, evaluator: &evaluator)
    if let adaptive = settings.adaptive {
      converged = isConverged(outputs, adaptive)
      while converged == false, 2 * design.rows * blocks.count <= adaptive.maximumPasses {
        try extend(&outputs, design: &design, by: design.rows, blocks: blocks, evaluator: &evaluator)
        converged = isConverged(outputs, adaptive)
      }
    }
    let pairs = try choosePairs(outputs, regions: regions)
    for first in Set(pairs.map(\.0)).sorted() {
      outputs.ba[first] = try evaluator.evaluate(design.rows) { row, variables in
        design.write(row: row, of: .ba([first]), to: variables)
      }
    }
    let indices = settings.estimators.estimate(outputs, pairs: pairs, generator: bootstrapGenerator)
    let planned = design.rows * (blocks.count + outputs.ba.count) + ends.count
    return SobolExplanation(
      target: target, output: settings.output, originalOutput: ends[0], replacedOutput: ends[1], mean: indices.mean,
      variance: indices.variance, isConstant: indices.isConstant,
      regions: regions.regions.enumerated().map { index, region in
        .init(
          name: region.name, positions: region.positions, first: indices.first[index], total: indices.total[index],
          interaction: indices.interaction[index])
      },
      groups: regions.groups.enumerated().map { index, group in
        .init(
          name: group.name, regions: group.regions,
          positions: group.regions.reduce(0) { $0 + regions.regions[$1].positions },
          closed: indices.groupClosed[index], total: indices.groupTotal[index])
      },
      pairs: zip(pairs, indices.pairs).map { .init(first: $0.0, second: $0.1, index: $1) },
      firstSum: indices.firstSum, totalSum: indices.totalSum, interactionShare: indices.interactionShare,
      nonAdditiveShare: indices.nonAdditiveShare, rows: design.rows, plannedPasses: planned, passes: evaluator.passes,
      converged: converged)
  }

  /// Model evaluations of a design without pairs: N (d + 2), a further N per group, and the two unperturbed ends.
  public static func plannedPasses(rows: Int, regions: RegionSet) -> Int {
    rows * (regions.regions.count + regions.groups.count + 2) + 2
  }

  /// The bootstrap's rows need not differ between items, only from the design's numbers.
  private var bootstrapGenerator: SeededGenerator { SeededGenerator(seed: settings.seed, stream: .max) }

  private func check(input: [Float], target: Int, regions: RegionSet, scorer: any InputScorer) throws(SobolError) {
    guard input.count == scorer.inputCount else {
      throw .mismatch("the input has \(input.count) values, but the model takes \(scorer.inputCount)")
    }
    guard target >= 0, target < scorer.classCount else {
      throw .mismatch("class \(target) does not exist: the model has \(scorer.classCount) classes")
    }
    let limit = settings.sampling.maximumDimensions / 2
    guard regions.regions.count <= limit else { throw .tooManyRegions(regions.regions.count, limit: limit) }
  }

  /// Draws rows and evaluates every block on them.
  private func extend(
    _ outputs: inout SobolOutputs, design: inout SobolDesign, by count: Int, blocks: [SobolDesign.Block],
    evaluator: inout SobolEvaluator
  ) throws {
    let start = design.rows
    design.draw(count, variable: settings.perturbation.variable(at:))
    // Block by block, so that a batch never waits for the end of a row.
    let values = try evaluator.evaluate(count * blocks.count) { [design] index, variables in
      design.write(row: start + index % count, of: blocks[index / count], to: variables)
    }
    func block(_ index: Int) -> ArraySlice<Double> { values[index * count..<(index + 1) * count] }
    outputs.a += block(0)
    outputs.b += block(1)
    for region in outputs.ab.indices { outputs.ab[region] += block(2 + region) }
    for group in outputs.groups.indices { outputs.groups[group] += block(2 + outputs.ab.count + group) }
  }

  /// Are the intervals of the regions with the largest total indices narrow enough?
  private func isConverged(_ outputs: SobolOutputs, _ adaptive: SobolSettings.Adaptive) -> Bool {
    let indices = settings.estimators.estimate(outputs, generator: bootstrapGenerator)
    let largest = indices.total.indices.sorted { indices.total[$0].value > indices.total[$1].value }
      .prefix(adaptive.largest)
    return largest.allSatisfy { max(indices.total[$0].width, indices.first[$0].width) <= adaptive.tolerance }
  }

  /// The named pairs, then all among the regions with the largest total indices.
  private func choosePairs(_ outputs: SobolOutputs, regions: RegionSet) throws(SobolError) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    func add(_ i: Int, _ j: Int) {
      let pair = (min(i, j), max(i, j))
      if !pairs.contains(where: { $0 == pair }) { pairs.append(pair) }
    }
    for names in settings.pairs.named {
      var members: [Int] = []
      for name in names {
        guard let index = regions.regions.firstIndex(where: { $0.name == name }) else { throw .unknownRegion(name) }
        members.append(index)
      }
      add(members[0], members[1])
    }
    if settings.pairs.top > 1 {
      var estimators = settings.estimators
      estimators.resamples = 0
      let total = estimators.estimate(outputs).total
      let top = total.indices.sorted { total[$0].value > total[$1].value }.prefix(settings.pairs.top).sorted()
      for (position, i) in top.enumerated() { for j in top[(position + 1)...] { add(i, j) } }
    }
    return pairs
  }
}
