import Explaining
import Saliency
import Storing
import Timing

/// `ig`: integrated gradients on the input's pixels, from the all-zero input or from others; a pixel's score is the sum over
/// its channels, or as the SMUG authors draw it. The baseline that SMUG is compared with.
struct IntegratedGradientsMethod: NetworkMethodSettings {
  static let description = MethodDescription(
    key: "ig", name: "IG", rank: 40, need: .gradients, servesSentences: true,
    outputs: [.init("ig", "IG")],
    isReference: true,
    source: "Sundararajan et al., 2017")

  var integration = IntegratedGradients(rule: .evenlySpaced(50))
  var baseline = PathBaseline.zero
  var map = PixelMap.signed

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    try integration.read(&keys)
    if let baseline = keys.optional("baseline") {
      guard let known = PathBaseline(try baseline.string()) else {
        throw baseline.error(
          "\(baseline.path) is '\(try baseline.string())', but must be one of \(PathBaseline.spellings)")
      }
      self.baseline = known
    }
    if let map = keys.optional("map") { self.map = try map.choice() }
    try keys.finish()
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    guard !job.isAboutSentences || baseline == .zero else {
      throw ItemError(kind: "job", message: "ig: baseline is for images; sentences start from all words hidden")
    }
    let blackWhite = (black: job.uniformInput(byte: 0), white: job.uniformInput(byte: 255))
    return { Worker(settings: self, blackWhite: blackWhite, session: $0) }
  }

  private final class Worker: ExplanationMethod {
    let settings: IntegratedGradientsMethod
    let blackWhite: (black: [Float], white: [Float])
    let session: ModelSession

    init(settings: IntegratedGradientsMethod, blackWhite: (black: [Float], white: [Float]), session: ModelSession) {
      self.settings = settings
      self.blackWhite = blackWhite
      self.session = session
    }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let key = IntegratedGradientsMethod.key
      let attribution = try stopwatch.measure(key) {
        let shape = InputShape.image(channels: item.shape[0], height: item.height, width: item.width)
        return try session.integrate(
          settings.integration, input: item.values, target: item.target,
          from: settings.baseline.inputs(
            for: item.values, shape: shape, blackWhite: blackWhite, seed: item.seed))
      }
      var values = [NamedValue("points", Double(attribution.points))]
      if let delta = attribution.delta { values.append(NamedValue("delta", delta)) }
      return ExplanationRecord(
        method: key, values: values,
        maps: [
          SaliencyMapRecord(
            name: key, height: item.height, width: item.width,
            values: settings.map.scores(of: attribution.values, pixels: item.height * item.width))
        ])
    }
  }
}

extension IntegratedGradients {
  /// Takes `points`, or `integration`, where one of them is there.
  mutating func read(_ keys: inout YAMLMapping) throws(JobFileError) {
    let points = try keys.optional("points")?.int(in: 1...100_000)
    if let points { rule = .evenlySpaced(points) }
    if let rule = keys.optional("integration") {
      guard points == nil else { throw rule.error("points and integration exclude each other") }
      self.rule = try IntegratedGradients.Rule(rule)
    }
  }
}

/// Adds up the channels of `C x H x W` values.
func channelSums(_ values: [Double], pixels: Int) -> [Float] {
  PixelMap.signed.scores(of: values, pixels: pixels)
}
