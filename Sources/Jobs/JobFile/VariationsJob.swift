import Explaining
import Foundation

/// The `variations` part of a job: other contents of the salient region that one of its methods finds.
public struct VariationsJob: Sendable {
  /// Key of the method whose mask or map says what is salient; nil is the job's first.
  public var method: String?
  /// Which of its maps; nil is its mask, where it gives one, otherwise its first map.
  public var map: String?
  public var settings = VariationSettings()
  public var generator = GeneratorSettings.principalComponents(components: 32, items: 20_000)

  /// Where contents come from.
  public enum GeneratorSettings: Sendable, Equatable {
    /// An ONNX file whose images have values in `range`, which stands for black to white.
    case network(file: URL, range: ClosedRange<Double>, batch: Int)
    /// Fitted to at most `items` items of the job's own data set, before the sweep.
    case principalComponents(components: Int, items: Int)
  }

  init?(_ value: YAMLValue?, folder: URL) throws(JobFileError) {
    guard let value else { return nil }
    var keys = try value.mapping()
    method = try keys.optional("of")?.string()
    map = try keys.optional("map")?.string()
    if let share = keys.optional("share") { settings.share = try share.double(between: 0, and: 1) }
    if let restarts = keys.optional("restarts") { settings.restarts = try restarts.int(in: 1...10_000) }
    if let iterations = keys.optional("iterations") { settings.iterations = try iterations.int(in: 1...100_000) }
    if let rate = keys.optional("learning-rate") { settings.learningRate = try rate.double(between: 0, and: 1000) }
    if let weight = keys.optional("prior-weight") { settings.priorWeight = try weight.double(in: 0...1e6) }
    if let perturbation = keys.optional("perturbation") { settings.perturbation = try perturbation.double(in: 0...100) }
    if let feather = keys.optional("feather") { settings.feather = try feather.double(in: 0...64) }
    if let distance = keys.optional("minimum-distance") { settings.minimumDistance = try distance.double(in: 0...10) }
    if let keep = keys.optional("keep") { settings.keep = try keep.int(in: 0...1000) }
    if let baseline = keys.optional("baseline") { settings.baseline = try baseline.fill() }
    if let generator = keys.optional("generator") {
      self.generator = try GeneratorSettings(generator, folder: folder, restarts: settings.restarts)
    }
    try keys.finish()
  }

  /// Names a method that the job has not.
  func validate(methods: [String], at value: YAMLValue) throws(JobFileError) {
    if let method, !methods.contains(method) { throw value.unknownChoice(method, valid: methods) }
  }
}

extension VariationsJob.GeneratorSettings {
  /// `{file: G.onnx, range: [0, 1], batch: 8}` or `{components: 32, items: 20000}`.
  init(_ value: YAMLValue, folder: URL, restarts: Int) throws(JobFileError) {
    var keys = try value.mapping()
    if let file = keys.optional("file") {
      let bounds = try keys.optional("range")?.numbers() ?? [0, 1]
      guard bounds.count == 2, bounds[0] < bounds[1] else {
        throw value.error("range must be two numbers, black and white, such as [0, 1] or [-1, 1]")
      }
      self = .network(
        file: try file.url(relativeTo: folder), range: bounds[0]...bounds[1],
        batch: try keys.optional("batch")?.int(in: 1...4096) ?? min(restarts, 64))
    } else {
      self = .principalComponents(
        components: try keys.optional("components")?.int(in: 1...512) ?? 32,
        items: try keys.optional("items")?.int(in: 2...Int.max) ?? 20_000)
    }
    try keys.finish()
  }
}
