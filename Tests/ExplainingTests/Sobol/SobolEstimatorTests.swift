import Testing

@testable import Explaining

/// Agreement with SALib and Xplique on the same outputs.
@Suite struct SobolEstimatorTests {
  private func block(_ column: Int) -> [Double] {
    (0..<SALibReference.rows).map { SALibReference.outputs[$0 * 8 + column] }
  }

  private var outputs: SobolOutputs {
    SobolOutputs(
      a: block(0), b: block(7), ab: [block(1), block(2), block(3)], ba: [0: block(4), 1: block(5), 2: block(6)])
  }

  @Test func indicesAndIntervalsAreSALibs() {
    var resample = 0
    let estimators = SobolEstimators(resamples: SALibReference.resamples)
    let indices = estimators.estimate(outputs, pairs: [(0, 1), (0, 2), (1, 2)]) {
      let start = resample * SALibReference.rows
      resample += 1
      var counts = [Double](repeating: 0, count: SALibReference.rows)
      for row in SALibReference.resampledRows[start..<start + SALibReference.rows] { counts[row] += 1 }
      return counts
    }
    for index in 0..<3 {
      #expect(abs(indices.first[index].value - SALibReference.first[index]) < 1e-12)
      #expect(abs(indices.total[index].value - SALibReference.total[index]) < 1e-12)
      #expect(abs(indices.pairs[index].value - SALibReference.pairs[index]) < 1e-12)
      #expect(abs(indices.first[index].width / 2 - SALibReference.firstInterval[index]) < 1e-12)
      #expect(abs(indices.total[index].width / 2 - SALibReference.totalInterval[index]) < 1e-12)
      #expect(abs(indices.pairs[index].width / 2 - SALibReference.pairIntervals[index]) < 1e-12)
    }
  }

  @Test func indicesWithoutSecondOrderAreSALibs() {
    var plain = outputs
    plain.ba = [:]
    let indices = SobolEstimators().estimate(plain)
    for index in 0..<3 {
      #expect(abs(indices.first[index].value - SALibReference.firstOnly[index]) < 1e-12)
      #expect(abs(indices.total[index].value - SALibReference.totalOnly[index]) < 1e-12)
    }
  }

  @Test func xpliquesDefinitionsOnItsOwnDesign() {
    let model = TestFunction(name: "grid", dimensions: 64, first: [], total: []) { mask in
      var sum = 4 * mask[3] * mask[40]
      for cell in 0..<64 { sum += mask[cell] * Double(7 * cell % 13) / 13 }
      return sum
    }
    let outputs = model.outputs(rows: 32, seed: 0, scrambling: .none)
    let jansen = SobolEstimators(variance: .sampleA, resamples: 0).estimate(outputs)
    let homma = SobolEstimators(
      total: .hommaSaltelli, variance: .sampleA, centres: false, resamples: 0
    ).estimate(outputs)
    for cell in 0..<64 {
      #expect(abs(jansen.total[cell].value - XpliqueReference.jansen[cell]) < 1e-12)
      #expect(abs(homma.total[cell].value - XpliqueReference.homma[cell]) < 1e-12)
    }
  }

  @Test func constantOutputsHaveNoIndices() {
    let constant = [Double](repeating: 0.1, count: 8)
    let noise = constant.map { Double(Float($0).nextUp) }
    let indices = SobolEstimators().estimate(SobolOutputs(a: constant, b: noise, ab: [constant, noise]))
    #expect(indices.isConstant)
    #expect(indices.variance == 0)
    #expect(indices.total.allSatisfy { $0.value == 0 && $0.width == 0 })
  }

  @Test func normalQuantiles() {
    // scipy.stats.norm.ppf.
    for (probability, quantile) in [
      (0.5, 0.0), (0.975, 1.959963984540054), (0.995, 2.5758293035489004), (0.9, 1.2815515655446004),
      (1e-10, -6.361340902404056),
    ] { #expect(abs(NormalDistribution.quantile(probability) - quantile) < 1e-9) }
  }

  @Test func percentileIntervalsHoldTheEstimate() {
    let outputs = TestFunction.g.outputs(rows: 256, seed: 4)
    let indices = SobolEstimators(resamples: 200, interval: .percentile).estimate(outputs)
    for estimate in indices.first + indices.total {
      #expect(estimate.lower < estimate.upper)
      #expect(estimate.lower <= estimate.value && estimate.value <= estimate.upper)
    }
  }
}
