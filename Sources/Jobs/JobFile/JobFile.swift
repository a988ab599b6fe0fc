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
  public var methods: [any MethodSettings]
  /// What judges the explanations.
  public var scores: ExplanationScorer
  /// Nil where none are wanted.
  public var variations: VariationsJob?
  public var overlays: OverlayCount
  /// Seed of everything random; each item's own generator mixes in the item's name.
  public var seed: UInt64
  /// The file's text, stored with the results.
  public var text: String

  /// Which class is explained.
  public enum TargetRule: Sendable, Equatable {
    case predicted
    /// The item's ground-truth class; items without one fail.
    case label
    case index(Int)
  }

  /// How many items get an overlay picture.
  public enum OverlayCount: Sendable, Equatable {
    case first(Int)
    case all
  }

  /// Reads and checks a job file; paths in it are relative to its folder.
  public init(contentsOf url: URL) throws {
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw JobFileError(file: url.relativePath, line: nil, message: "cannot be read as text: \(Self.reason(error))")
    }
    try self.init(parsing: text, file: url.relativePath, folder: url.absoluteURL.deletingLastPathComponent())
  }

  /// - Parameters:
  ///   - file: the name to show in errors.
  ///   - folder: what relative paths are relative to.
  public init(parsing text: String, file: String, folder: URL) throws(JobFileError) {
    self.text = text
    let top = try YAMLValue(parsing: text, file: file)
    var job = try top.mapping()
    name = try job.optional("name")?.string() ?? URL(filePath: file).deletingPathExtension().lastPathComponent
    model = try ModelSettings(job.required("model"), folder: folder)
    data = try DataSettings(job.required("data"), folder: folder)
    let pixels = job.optional("preprocessing")
    preprocessing = try Preprocessing(pixels)
    target = try TargetRule(job.optional("target"))
    scores = try ExplanationScorer(job.optional("scores"))
    overlays = try OverlayCount(job.optional("overlays"))
    seed = UInt64(try job.optional("seed")?.int(in: 0...Int.max) ?? 0)
    methods = try MethodRegistry.methods(job.required("methods"))
    let variations = job.optional("variations")
    self.variations = try VariationsJob(variations, folder: folder)
    if let variations { try self.variations?.validate(methods: methods.map { type(of: $0).key }, at: variations) }
    if let command = model.command { try Self.checkOutputMethods(methods, command: command, at: top) }
    if case .sentences = data.source {
      if let pixels { throw pixels.error("preprocessing is about pictures; sentences have data.text.tokenization") }
      if let variations { throw variations.error("variations are of pictures; the job's items are sentences") }
      try checkSentences(at: top)
    } else if model.embedding != nil {
      throw top.error("model.embedding is for sentences; the job's items are pictures")
    }
    try job.finish()
  }

  private func checkSentences(at top: YAMLValue) throws(JobFileError) {
    guard model.command == nil else {
      throw top.error(
        "sentences need a network file: words are hidden behind its embedding, which a program does not show")
    }
    for method in methods where !type(of: method).servesSentences {
      throw top.error(
        "the method '\(type(of: method).key)' is for pictures; those for sentences are "
          + MethodRegistry.sentenceMethods.joined(separator: ", "))
    }
    guard
      !scores.measures.contains(.informationCurves) || scores.measures.count == ExplanationScorer.Measure.allCases.count
    else { throw top.error("the score 'information-curves' is for pictures: it blurs and compresses them") }
  }

  /// A program gives no gradients.
  private static func checkOutputMethods(
    _ methods: [any MethodSettings], command: ExternalModelSettings, at top: YAMLValue
  ) throws(JobFileError) {
    for method in methods where !(method is any OutputMethodSettings) {
      throw top.error(
        "the method '\(type(of: method).key)' needs a network's layers, and the model is a program; methods that need only "
          + "scores are \(MethodRegistry.outputMethods.joined(separator: ", "))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as NSError).localizedDescription
  }
}

extension JobFile.TargetRule {
  init(_ value: YAMLValue?) throws(JobFileError) {
    guard let value else {
      self = .predicted
      return
    }
    switch try value.string() {
    case "predicted": self = .predicted
    case "label": self = .label
    default:
      guard let index = try? value.int(in: 0...Int.max) else {
        throw value.error("target is '\(try value.string())', but must be predicted, label or the index of a class")
      }
      self = .index(index)
    }
  }
}

extension JobFile.OverlayCount {
  init(_ value: YAMLValue?) throws(JobFileError) {
    guard let value else {
      self = .first(24)
      return
    }
    self = (try? value.string()) == "all" ? .all : .first(try value.int(in: 0...Int.max))
  }
}
