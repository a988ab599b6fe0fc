import Explaining
import Saliency
import Storing
import Timing

/// `grad-cam`: the last feature maps, weighted by the target's mean gradient.
struct GradCAMMethod: NetworkMethodSettings {
  static let description = MethodDescription(
    key: "grad-cam", name: "Grad-CAM", rank: 70, need: .gradients, servesSentences: false,
    outputs: [.init("grad-cam", "Grad-CAM")],
    source: "Selvaraju et al., 2017")

  /// The tensor or node of the feature maps; nil: the network's last.
  var layer: String?
  /// What the gradient is of.
  var score = ScoreKind.logit

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    layer = try keys.optional("layer")?.string()
    if let score = keys.optional("score") { self.score = try score.choice() }
    try keys.finish()
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    let model = try GradCAMModel(job.model, layer: layer, score: score)
    return { _ in Worker(try GradCAM(model)) }
  }

  private final class Worker: ExplanationMethod {
    let gradCAM: GradCAM

    init(_ gradCAM: GradCAM) { self.gradCAM = gradCAM }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let map = try stopwatch.measure(GradCAMMethod.key) {
        try gradCAM.explain(item.values, target: item.target)
      }
      return ExplanationRecord(
        method: GradCAMMethod.key,
        maps: [SaliencyMapRecord(name: GradCAMMethod.key, height: item.height, width: item.width, values: map)])
    }
  }
}
