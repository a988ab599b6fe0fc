import Explaining
import Saliency
import Storing
import Timing

/// `sobol`: what regions of the input do alone and what they do only together, by variance decomposition.
struct SobolMethod: NetworkMethodSettings {
  static let description = MethodDescription(
    key: "sobol", name: "Sobol", rank: 30, need: .gradients, servesSentences: true,
    outputs: [
      .init("sobol", "Sobol"), .init("sobol-first", "Sobol, first order"),
      .init("sobol-interaction", "Sobol, interaction"),
    ],
    section: .regions,
    quantities: [
      .init("interaction-share", "Interaction share: sum over regions of total less first-order index"),
      .init("non-additive-share", "Share that no region explains alone: 1 less the sum of first-order indices"),
      .init("first-sum", "Sum of first-order indices"), .init("total-sum", "Sum of total indices"),
    ])

  var settings = SobolSettings()
  var regions = SobolRegions()
  /// Nil is the usual one: the image's mean colour, or a hidden word's vector of zeros.
  var baseline: PerturbationSettings.Replacement?

  func settings(for job: JobContext) -> SobolSettings {
    var settings = settings
    settings.seed = job.seed
    settings.perturbation.baseline = baseline ?? .fill(job.isAboutSentences ? .zero : .mean)
    return settings
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    if job.isAboutSentences {
      if baseline == .donor { throw ItemError(kind: "donor", message: "baseline: donor is for images") }
      if settings.perturbation.edgeSigma > 0 {
        throw ItemError(kind: "regions", message: "edge-sigma is for images: words have no edges to soften")
      }
    }
    try regions.validate(for: job)
    let analysis = try SobolAnalysis(settings: settings(for: job))
    return { Worker(analysis: analysis, regions: regions, job: job, session: $0) }
  }

  private final class Worker: ExplanationMethod {
    private let analysis: SobolAnalysis
    private let regions: SobolRegions
    private let job: JobContext
    private let session: ModelSession
    private var knowsBareRate = false

    init(analysis: SobolAnalysis, regions: SobolRegions, job: JobContext, session: ModelSession) {
      self.analysis = analysis
      self.regions = regions
      self.job = job
      self.session = session
    }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let set = try stopwatch.measure("regions") { try regions.make(for: item, preprocessing: job.preprocessing) }
      let donor =
        try analysis.settings.perturbation.baseline == .donor
        ? DonorImages(items: job.items).images(1, for: item)[0] : nil
      let explanation = try stopwatch.measure("sobol") {
        try analysis.explain(
          input: item.values, shape: item.shape, target: item.target, regions: set, donor: donor, scorer: session,
          stream: item.seed)
      }
      if !knowsBareRate {
        knowsBareRate = true
        stopwatch.add(MethodDescription.Section.barePassStage, try secondsOfBarePass())
      }
      return ExplanationRecord(explanation, regions: set, height: item.height, width: item.width)
    }

    /// What a forward pass costs in a full batch without any perturbing around it: what the analysis' rate is held
    /// against.
    private func secondsOfBarePass() throws -> Double {
      let count = session.batchCapacity
      let watch = Stopwatch()
      // The buffer still holds perturbed inputs, which are as good as any.
      _ = try session.scores(count: count, kind: .probability) { _ in }
      return watch.seconds / Double(count)
    }
  }
}
