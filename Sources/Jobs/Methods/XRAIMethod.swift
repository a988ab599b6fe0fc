import Datasets
import Explaining
import Saliency
import Storing
import Timing

/// `xrai`: integrated gradients from black and white, gathered by regions: superpixels of several sizes.
struct XRAIMethod: NetworkMethodSettings {
  static let description = MethodDescription(
    key: "xrai", name: "XRAI", rank: 45, need: .gradients, servesSentences: false,
    outputs: [.init("xrai", "XRAI")],
    source: "Kapishnikov et al., ICCV 2019, arXiv:1906.02825")

  var integration = IntegratedGradients(rule: .evenlySpaced(50))
  /// How many superpixels each segmentation has: coarse and fine ones together.
  var counts = [16, 32, 64, 128, 256, 512]
  var compactness = 10.0
  /// Pixels by which regions reach over their border.
  var dilation = 5
  var xrai = XRAI()

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    try integration.read(&keys)
    if let counts = keys.optional("counts") {
      self.counts = []
      for count in try counts.list() { self.counts.append(try count.int(in: 1...4096)) }
      guard !self.counts.isEmpty else { throw counts.error("\(counts.path) must have at least one number") }
    }
    if let value = keys.optional("compactness") {
      compactness = try value.double()
      guard compactness > 0 else { throw value.error("compactness must be positive") }
    }
    if let dilation = keys.optional("dilation") { self.dilation = try dilation.int(in: 0...50) }
    if let pixels = keys.optional("minimum-pixels") { xrai.minimumPixels = try pixels.int(in: 1...Int.max) }
    try keys.finish()
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    if let count = counts.first(where: { $0 > job.inputShape.maskCount }) {
      throw ItemError(
        kind: "regions",
        message: "xrai: counts has \(count) superpixels, but an image only \(job.inputShape.maskCount) pixels")
    }
    let blackWhite = [job.uniformInput(byte: 0), job.uniformInput(byte: 255)]
    return { Worker(settings: self, preprocessing: job.preprocessing, blackWhite: blackWhite, session: $0) }
  }

  private final class Worker: ExplanationMethod {
    let settings: XRAIMethod
    let preprocessing: Preprocessing
    let blackWhite: [[Float]]
    let session: ModelSession

    init(settings: XRAIMethod, preprocessing: Preprocessing, blackWhite: [[Float]], session: ModelSession) {
      self.settings = settings
      self.preprocessing = preprocessing
      self.blackWhite = blackWhite
      self.session = session
    }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let (height, width) = (item.height, item.width)
      let attribution = try stopwatch.measure("attribution") {
        try session.integrate(settings.integration, input: item.values, target: item.target, from: blackWhite)
      }
      let (map, regions) = try stopwatch.measure(XRAIMethod.key) {
        let pixels = preprocessing.pixels(of: item.values, count: height * width)
        let regions = try settings.counts.flatMap { count in
          let slic = SLIC(count: count, compactness: settings.compactness)
          return XRAI.regions(
            labels: try slic.labels(pixels: pixels, height: height, width: width), height: height, width: width,
            dilation: settings.dilation)
        }
        // The authors take a pixel's largest channel.
        let largest = (0..<height * width).map { pixel in
          stride(from: pixel, to: attribution.values.count, by: height * width).lazy
            .map { attribution.values[$0] }.max() ?? 0
        }
        return (settings.xrai.map(of: largest, regions: regions), regions.count)
      }
      var values = [NamedValue("points", Double(attribution.points)), NamedValue("regions", Double(regions))]
      if let delta = attribution.delta { values.append(NamedValue("delta", delta)) }
      return ExplanationRecord(
        method: XRAIMethod.key, values: values,
        maps: [
          SaliencyMapRecord(name: XRAIMethod.key, height: height, width: width, values: map.map { Float($0) })
        ])
    }
  }
}
