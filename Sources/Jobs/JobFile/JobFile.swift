import Datasets
import ExternalModels
import Foundation
import Scoring

/// A job: which model, which data, which explanation methods. Read from strict YAML; docs/job-file.md lists the keys.
public struct JobFile: Sendable {
  public var name: String
  public var model: ModelSettings
  public var data: DataSettings
  public var preprocessing: Preprocessing
  public var target: TargetRule
  /// In the order in which they are run, stored and reported.
  public var methods: [JobMethod]
  /// What judges the explanations.
  public var scores: ExplanationScorer
  /// Nil where none are wanted.
  public var variations: VariationsJob?
  public var overlays: OverlayCount
  /// Seed of everything random; each item's own generator mixes in the item's name.
  public var seed: UInt64
  /// The file's text, stored with the results.
  public var text: String
  /// The file; nil for a job made from values.
  public var url: URL?
  /// What the command line set in place of what the file says.
  public var overrides: [JobOverride] = []

  /// Which class is explained.
  public enum TargetRule: Sendable, Equatable {
    case predicted
    /// The item's ground-truth class; items without one fail.
    case label
    case index(Int)
  }

  /// How many items get an overlay image.
  public enum OverlayCount: Sendable, Equatable {
    case first(Int)
    case all
  }

  /// A job made from values instead of a file.
  public init(
    name: String, model: ModelSettings, data: DataSettings, preprocessing: Preprocessing = Preprocessing(),
    target: TargetRule = .predicted, methods: [JobMethod]
  ) {
    self.name = name
    self.model = model
    self.data = data
    self.preprocessing = preprocessing
    self.target = target
    self.methods = methods
    scores = ExplanationScorer()
    overlays = .first(24)
    seed = 0
    text = ""
  }

  /// Reads and checks a job file; paths in it, and in the overrides, are relative to its folder.
  public init(contentsOf url: URL, overrides: [JobOverride] = []) throws {
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw JobFileError(file: url.relativePath, line: nil, message: "cannot be read as text: \(Self.reason(error))")
    }
    try self.init(
      parsing: text, file: url.relativePath, folder: url.absoluteURL.deletingLastPathComponent(), overrides: overrides)
    self.url = url.absoluteURL
  }

  /// - Parameters:
  ///   - file: the name to show in errors.
  ///   - folder: what relative paths are relative to.
  ///   - overrides: values set in place of what the text says, in their order.
  public init(parsing text: String, file: String, folder: URL, overrides: [JobOverride] = []) throws(JobFileError) {
    var top = try YAMLValue(parsing: text, file: file)
    for override in overrides { top = try override.applied(to: top) }
    var job = try top.mapping()
    let name = try job.optional("name")?.string() ?? URL(filePath: file).deletingPathExtension().lastPathComponent
    let model = try ModelSettings(job.required("model"), folder: folder)
    let data = try DataSettings(job.required("data"), folder: folder)
    let pixels = job.optional("preprocessing")
    let preprocessing = try Preprocessing(pixels)
    let target = try job.optional("target").map { value throws(JobFileError) in try TargetRule(value) }
    let scores = try ExplanationScorer(job.optional("scores"), fills: job.optional("fills"))
    let overlays = try job.optional("overlays").map { value throws(JobFileError) in try OverlayCount(value) }
    let seed = try job.optional("seed")?.int(in: 0...Int.max)
    self.init(
      name: name, model: model, data: data, preprocessing: preprocessing, target: target ?? .predicted,
      methods: try MethodRegistry.methods(job.required("methods")))
    self.text = text
    self.overrides = overrides
    self.scores = scores
    if let overlays { self.overlays = overlays }
    if let seed { self.seed = UInt64(seed) }
    let variations = job.optional("variations")
    self.variations = try VariationsJob(variations, folder: folder)
    if let variations {
      try self.variations?.validate(methods: methods.map(\.description.key), at: variations)
    }
    if case .sentences = data.source {
      if let pixels { throw pixels.error("preprocessing is about images; sentences have data.text.tokenization") }
      if let variations { throw variations.error("variations are of images; the job's items are sentences") }
    }
    if let contradiction { throw top.error(contradiction) }
    try job.finish()
  }

  /// What of the job does not fit together, in a sentence; nil where all does.
  var contradiction: String? {
    switch (data.source, model.source) {
    case (.sentences, .program): Self.sentencesNeedANetwork
    case (.sentences, .network): contradictionOfSentences
    case (.images, .program): methods.lazy.compactMap(\.reasonNotToServePrograms).first
    case (.images, .network(let network)):
      network.embedding == nil ? nil : "model.embedding is for sentences; the job's items are images"
    }
  }

  static let sentencesNeedANetwork =
    "sentences need a network file: words are hidden behind its embedding, which a program does not show"

  private var contradictionOfSentences: String? {
    if let method = methods.map(\.description).first(where: { !$0.servesSentences }) {
      return "the method '\(method.key)' is for images; those for sentences are "
        + MethodRegistry.keys(where: \.servesSentences)
    }
    if let fill = scores.fills?.first(where: { !$0.servesSentences }) {
      return "fills: \(fill) is for images; words are replaced by zero, value:NUMBER or mean"
    }
    // `all` means those that apply.
    guard scores.measures.count < MeasureRegistry.all.count else { return nil }
    return scores.measures.map { type(of: $0) }.first { !$0.servesSentences }.map {
      "the score '\($0.key)' is for images; those for sentences are "
        + MeasureRegistry.sentenceMeasures.joined(separator: ", ")
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as NSError).localizedDescription
  }
}

extension JobFile.TargetRule {
  /// `predicted`, `label` or a class's index; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "predicted": self = .predicted
    case "label": self = .label
    default:
      guard let index = Int(text), index >= 0 else { return nil }
      self = .index(index)
    }
  }

  init(_ value: YAMLValue) throws(JobFileError) {
    guard let rule = Self(try value.string()) else {
      throw value.error("target is '\(try value.string())', but must be predicted, label or the index of a class")
    }
    self = rule
  }
}

extension JobFile.OverlayCount {
  init(_ value: YAMLValue) throws(JobFileError) {
    self = (try? value.string()) == "all" ? .all : .first(try value.int(in: 0...Int.max))
  }
}
