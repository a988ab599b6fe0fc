import Explaining
import Saliency
import Storing
import Timing

/// `gradient`, `gradient-input` and `smoothgrad`: gradients of the target's probability at the input's pixels, summed over
/// the channels; what integrated gradients are compared with.
struct GradientMapMethod<Kind: GradientMapKind>: NetworkMethodSettings {
  static var description: MethodDescription { Kind.description }

  var kind: Kind

  init(yaml value: YAMLValue?) throws(JobFileError) { kind = try Kind(yaml: value) }

  func prepare(for job: JobContext) throws -> MethodMaker {
    { Worker(kind: kind, session: $0) }
  }

  private final class Worker: ExplanationMethod {
    let kind: Kind
    let session: ModelSession

    init(kind: Kind, session: ModelSession) {
      self.kind = kind
      self.session = session
    }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let attribution = try stopwatch.measure(Kind.description.key) {
        try session.attribute(kind.method(seed: item.seed), input: item.values, target: item.target)
      }
      return ExplanationRecord(
        method: Kind.description.key, values: [NamedValue("points", Double(attribution.points))],
        maps: [
          SaliencyMapRecord(
            name: Kind.description.key, height: item.height, width: item.width,
            values: channelSums(attribution.values, pixels: item.height * item.width))
        ])
    }
  }
}

/// A gradient method and its settings in a job.
protocol GradientMapKind: Sendable {
  static var description: MethodDescription { get }
  init(yaml value: YAMLValue?) throws(JobFileError)
  func method(seed: UInt64) -> GradientMethod
}

struct PlainGradient: GradientMapKind {
  static let description = MethodDescription(
    key: "gradient", name: "Gradient", rank: 45, need: .gradients, servesSentences: true,
    outputs: [.init("gradient", "Gradient")],
    source: "Simonyan et al., 2014")
  init(yaml value: YAMLValue?) throws(JobFileError) { try value?.mapping().finish() }
  func method(seed: UInt64) -> GradientMethod { .gradient }
}

struct GradientTimesInput: GradientMapKind {
  static let description = MethodDescription(
    key: "gradient-input", name: "Gradient × input", rank: 50, need: .gradients, servesSentences: true,
    outputs: [.init("gradient-input", "Gradient × input")],
    source: "Shrikumar et al., 2016")
  init(yaml value: YAMLValue?) throws(JobFileError) { try value?.mapping().finish() }
  func method(seed: UInt64) -> GradientMethod { .gradientTimesInput }
}

struct SmoothGrad: GradientMapKind {
  static let description = MethodDescription(
    key: "smoothgrad", name: "SmoothGrad", rank: 60, need: .gradients, servesSentences: true,
    outputs: [.init("smoothgrad", "SmoothGrad")],
    source: "Smilkov et al., 2017")

  var settings = SmoothGradSettings()

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let samples = keys.optional("samples") { settings.samples = try samples.int(in: 1...100_000) }
    if let noise = keys.optional("noise") { settings.noise = try noise.double() }
    try keys.finish()
  }

  func method(seed: UInt64) -> GradientMethod { .smoothGrad(settings, seed: seed) }
}
