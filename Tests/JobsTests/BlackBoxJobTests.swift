import Explaining
import Foundation
import Testing

@testable import Jobs

@Suite struct BlackBoxJobTests {
  private func job(_ methods: String, _ rest: String = "", model: String = "{file: n.onnx}") -> String {
    "model: \(model)\ndata: {folder: p}\nmethods: \(methods)\n\(rest)\n"
  }

  @Test func everySettingOfTheSamplers() throws {
    let methods = try parse(
      job(
        """

          - adaptive-masks: {grid: 6, density: 0.4, learning-rate: 0.1, steps: 320, chains: 8, chain-length: 10,
              weighting: score, shift: false, baseline: blur:4, stability: none}
          - rise: {grid: 5, density: 0.25, masks: 64, chains: 4, shift: false, baseline: mean, stability: 0.5}
          - occlusion: {patch: 12, baseline: value:0.5}
          - random
        """)
    ).methods
    #expect(
      (methods[0].settings as? AdaptiveMasksMethod)?.settings
        == AdaptiveMaskSamplingSettings(
          grid: 6, density: 0.4, learningRate: 0.1, steps: 320, chains: 8, chainLength: 10, weighting: .score,
          shift: false, baseline: .blur(sigma: 4), stability: nil))
    #expect(
      (methods[1].settings as? RISEMethod)?.settings
        == RISESettings(grid: 5, density: 0.25, masks: 64, chains: 4, shift: false, baseline: .mean, stability: 0.5))
    #expect(
      (methods[2].settings as? OcclusionMethod)?.settings
        == OcclusionSettings(patch: 12, baseline: .constant(0.5)))
    #expect((try parse(job("[adaptive-masks]")).methods[0].settings as? AdaptiveMasksMethod)?.settings == .init())
  }

  @Test func wrongSettingsNameTheirPlace() {
    #expect(refusal(job("[{rise: {density: 1}}]")).contains("must lie between 0.0 and 1.0"))
    #expect(refusal(job("[{rise: {mask: 5}}]")).contains("did you mean 'masks'?"))
    #expect(refusal(job("[{adaptive-masks: {steps: 4}}]")).contains("16 chains cannot share 4 steps"))
    #expect(refusal(job("[{adaptive-masks: {weighting: scores}}]")).contains("did you mean 'score'?"))
    #expect(refusal(job("[{occlusion: {patch: 4, stride: 5}}]")).contains("never hidden"))
    #expect(refusal(job("[{rise: {baseline: black}}]")).contains("does not say what hides the input"))
    #expect(refusal(job("[{rise: {stability: 2}}]")).contains("or none"))
  }

  @Test func aModelThatIsAProgram() throws {
    let file = try parse(
      job("[rise]", model: "{command: [python3, model.py], batch: 4, timeout: 2.5, start-timeout: 9, restarts: 0}"))
    guard case .program(let command) = file.model.source else {
      Issue.record("\(file.model.source)")
      return
    }
    #expect(command.command == ["python3", "model.py"] && command.shape == [])
    #expect(command.batch == 4 && command.timeout == 2.5 && command.startTimeout == 9 && command.restarts == 0)
    #expect(refusal(job("[rise, ig]", model: "{command: [m]}")).contains("'ig' needs a network's layers"))
    #expect(refusal(job("[rise]", model: "{command: []}")).contains("must name a program"))
    #expect(refusal(job("[rise]", model: "{command: [m], file: n.onnx}")).contains("unknown key 'file'"))
  }

  @Test func variationsOfAMethod() throws {
    let plain = try #require(try parse(job("[rise]", "variations: {}")).variations)
    #expect(plain.generator == .principalComponents(components: 32, items: 20_000))
    #expect(plain.settings == VariationSettings() && plain.method == nil)
    let full = try #require(
      try parse(
        job(
          "[smug, rise]",
          """
          variations: {of: rise, map: rise, share: 0.1, restarts: 3, iterations: 7, learning-rate: 0.2, prior-weight: 0.5,
            perturbation: 0, feather: 2, minimum-distance: 0.2, keep: 2, baseline: mean,
            generator: {file: g.onnx, range: [-1, 1], batch: 3}}
          """)
      ).variations)
    #expect(
      full.settings
        == VariationSettings(
          share: 0.1, restarts: 3, iterations: 7, learningRate: 0.2, priorWeight: 0.5, perturbation: 0, feather: 2,
          minimumDistance: 0.2, keep: 2, baseline: .mean))
    #expect(
      full.generator == .network(file: URL(filePath: "/project/Jobs/g.onnx"), range: -1...1, batch: 3))
    #expect(try parse(job("[rise]")).variations == nil)
    #expect(refusal(job("[rise]", "variations: {of: smug}")).contains("must be one of rise"))
    #expect(refusal(job("[rise]", "variations: {generator: {file: g, range: [1, 0]}}")).contains("black and white"))
  }
}
