import Datasets
import Explaining
import Foundation
import ImageCodecs
import Testing

@testable import Jobs

@Suite struct SobolMethodTests {
  private func method(_ text: String) throws -> SobolMethod {
    let value = try YAMLValue(parsing: text, file: "job.yaml")
    return try SobolMethod(yaml: value)
  }

  private func refusal(_ text: String) -> String {
    do {
      _ = try method(text)
      return ""
    } catch { return "\(error)" }
  }

  @Test func readsEverySetting() throws {
    let method = try method(
      """
      regions:
        superpixels: {count: 40, compactness: 15, iterations: 5}
      groups: [border, object, {name: both, of: [border, object]}]
      membership: split
      frame: 0.2
      rows: 128
      sampling: latin-hypercube
      scrambling: digital-shift
      output: log-odds
      baseline: blur:5
      variable: bernoulli
      keep-probability: 0.7
      edge-sigma: 2
      first: janon
      total: homma-saltelli
      variance: sample-a
      centre: false
      intervals: {resamples: 50, level: 0.9, kind: percentile}
      pairs: {top: 3, named: [[a, b]]}
      adaptive: {tolerance: 0.2, largest: 4, maximum-passes: 5000}
      """)
    #expect(
      method.settings
        == SobolSettings(
          rows: 128, sampling: .latinHypercube, scrambling: .digitalShift, output: .logOdds,
          perturbation: .init(variable: .bernoulli, keepProbability: 0.7, edgeSigma: 2),
          estimators: .init(
            first: .janon, total: .hommaSaltelli, variance: .sampleA, centres: false, resamples: 50, level: 0.9,
            interval: .percentile),
          pairs: .init(top: 3, named: [["a", "b"]]), adaptive: .init(tolerance: 0.2, largest: 4, maximumPasses: 5000)))
    #expect(method.baseline == .fill(.blur(sigma: 5)))
    guard case .superpixels(let slic) = method.regions.partition else {
      Issue.record("\(String(describing: method.regions.partition))")
      return
    }
    #expect(slic == SLIC(count: 40, compactness: 15, iterations: 5))
    #expect(method.regions.membership == .split && method.regions.frame == 0.2)
    #expect(method.regions.groups.count == 3)
  }

  @Test func refusesWhatHasNoMeaningAndNamesTheLine() {
    #expect(refusal("rows: 100").contains("rows is 100"))
    #expect(refusal("row: 64").contains("did you mean 'rows'?"))
    #expect(refusal("regions: {gird: {rows: 2, columns: 2}}").contains("did you mean 'grid'"))
    #expect(refusal("regions: {grid: {rows: 2}}").contains("needs the key 'columns'"))
    #expect(refusal("regions: objects").contains("did you mean 'object'?"))
    #expect(refusal("regions: boxs").contains("did you mean 'boxes'?"))
    #expect(refusal("groups: [boarder]").contains("did you mean 'border'?"))
    #expect(refusal("rows: 64\nbaseline: grey").contains("job.yaml:2"))
    #expect(refusal("frame: 0.5").contains("between 0 and 0.5"))
    #expect(refusal("pairs: {named: [[a]]}").contains("pairs"))
    #expect(refusal("adaptive: {tolerance: 0}").contains("tolerance"))
    #expect(refusal("regions: {labels: {folder: nowhere}}").contains("nowhere"))
  }

  @Test(arguments: Preprocessing.Channels.allCases)
  func pixelsAreThoseThatTheInputWasMadeOf(channels: Preprocessing.Channels) {
    let bytes = (0..<4 * 3 * (channels == .grey ? 1 : 3)).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let image = RasterImage(width: 4, height: 3, channels: channels == .grey ? 1 : 3, pixels: bytes)
    let preprocessing = Preprocessing(
      channels: channels, scale: 1 / 255.0, mean: channels == .grey ? [0.4] : [0.485, 0.456, 0.406],
      standardDeviation: [0.225])
    let values = preprocessing.tensorValues(from: image).values
    let expected = channels == .grey ? bytes.flatMap { [$0, $0, $0] } : bytes
    #expect(preprocessing.pixels(of: values, count: 12) == expected)
  }
}
