import Explaining
import Saliency
import Storing
import Timing

/// `ig`: integrated gradients on the input's pixels, from the all-zero input; a pixel's score is the sum over its
/// channels. The baseline that SMUG is compared with.
struct IntegratedGradientsMethod: NetworkMethodSettings {
  static let description = MethodDescription(
    key: "ig", name: "IG", rank: 40, need: .gradients, servesSentences: true,
    outputs: [.init("ig", "IG")],
    isReference: true,
    source: "Sundararajan et al., 2017")

  var integration = IntegratedGradients(rule: .evenlySpaced(50))

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    let points = try keys.optional("points")?.int(in: 1...100_000)
    if let points { integration.rule = .evenlySpaced(points) }
    if let rule = keys.optional("integration") {
      guard points == nil else { throw rule.error("points and integration exclude each other") }
      integration.rule = try IntegratedGradients.Rule(rule)
    }
    try keys.finish()
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    { Worker(integration: integration, session: $0) }
  }

  private final class Worker: ExplanationMethod {
    let integration: IntegratedGradients
    let session: ModelSession

    init(integration: IntegratedGradients, session: ModelSession) {
      self.integration = integration
      self.session = session
    }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let attribution = try stopwatch.measure(IntegratedGradientsMethod.key) {
        try session.integrate(integration, input: item.values, target: item.target)
      }
      var values = [NamedValue("points", Double(attribution.points))]
      if let delta = attribution.delta { values.append(NamedValue("delta", delta)) }
      return ExplanationRecord(
        method: IntegratedGradientsMethod.key, values: values,
        maps: [
          SaliencyMapRecord(
            name: IntegratedGradientsMethod.key, height: item.height, width: item.width,
            values: channelSums(attribution.values, pixels: item.height * item.width))
        ])
    }
  }
}

/// Adds up the channels of `C x H x W` values.
func channelSums(_ values: [Double], pixels: Int) -> [Float] {
  (0..<pixels).map { pixel in
    Float(stride(from: pixel, to: values.count, by: pixels).reduce(0) { $0 + values[$1] })
  }
}
