import Explaining
import Reproducibility
import Storing

/// `sobol`: what regions of the input do alone and what they do only together, by variance decomposition.
struct SobolMethod: MethodSettings {
  static let key = "sobol"

  var settings = SobolSettings()
  var regions = SobolRegions()

  func validate(for job: JobContext) throws {
    try regions.validate(height: job.imageShape[1], width: job.imageShape[2])
  }

  func makeMethod(job: JobContext, session: ModelSession) throws -> any ExplanationMethod {
    var settings = settings
    settings.seed = job.seed
    return Worker(analysis: try SobolAnalysis(settings: settings), regions: regions, job: job, session: session)
  }

  private final class Worker: ExplanationMethod {
    private let analysis: SobolAnalysis
    private let regions: SobolRegions
    private let job: JobContext
    private let session: ModelSession

    init(analysis: SobolAnalysis, regions: SobolRegions, job: JobContext, session: ModelSession) {
      self.analysis = analysis
      self.regions = regions
      self.job = job
      self.session = session
    }

    func explain(_ item: PreparedItem, stopwatch: inout Stopwatch) throws -> ExplanationRecord {
      let set = try stopwatch.measure("regions") { try regions.make(for: item, preprocessing: job.preprocessing) }
      let donor = try analysis.settings.perturbation.baseline == .donor ? self.donor(for: item) : nil
      let explanation = try stopwatch.measure("sobol") {
        try analysis.explain(
          input: item.values, shape: item.shape, target: item.target, regions: set, donor: donor, scorer: session,
          stream: item.seed)
      }
      return ExplanationRecord(explanation, regions: set, height: item.height, width: item.width)
    }

    /// Another item of the data set, drawn by the item's own seed; one that cannot be read gives way to the next draw.
    private func donor(for item: PreparedItem) throws -> [Float] {
      guard job.dataset.count > 1 else {
        throw ItemError(kind: "donor", message: "baseline: donor needs a data set of at least two items")
      }
      var generator = SeededGenerator(seed: item.seed, stream: 0xd0)
      for _ in 0..<20 {
        let position = generator.index(below: job.dataset.count)
        guard let donor = try? job.dataset.item(position), donor.id != item.item.id,
          let image = try? job.dataset.image(of: donor)
        else { continue }
        let (shape, values) = job.preprocessing.tensorValues(from: image)
        if shape == item.shape { return values }
      }
      throw ItemError(kind: "donor", message: "none of 20 items drawn as donor could be read at the input's size")
    }
  }
}
