import Datasets
import Explaining
import Foundation
import ImageCodecs
import NeuralNetwork

/// A job file in the making, of a network of images.
public struct JobDraft: JobDrafting {
  /// Absolute.
  public var model: URL
  public var classes: URL?
  public var data: DataDraft
  /// `[C, H, W]`.
  public let inputShape: [Int]
  public let classCount: Int
  /// Whether the network leaves the size of its images open; what was taken then is a guess.
  public let sizeIsOpen: Bool
  /// How the network's output is read, in a sentence.
  public let scores: String
  /// Items of the data set.
  public let itemCount: Int
  /// Of them tried, and how many of those have labels.
  public let sampleCount: Int
  public let labelledCount: Int
  public let verdict: PreprocessingTrial.Verdict

  /// Size that is tried where the network leaves it open.
  private static let usualSide = 224

  /// Loads the network, recognises the data and tries the preprocessing.
  ///
  /// - Parameter sample: images to try at most.
  public init(model: URL, data: DataDraft, classes: URL? = nil, sample: Int = 200, seed: UInt64 = 0) throws {
    self.model = model.absoluteURL.standardizedFileURL
    self.classes = classes?.absoluteURL.standardizedFileURL
    self.data = data
    let network = try Network(contentsOf: model)
    let (explained, isOpen) = try Self.load(network)
    sizeIsOpen = isOpen
    inputShape = explained.inputShape
    classCount = explained.classCount
    guard inputShape.count == 3, [1, 3].contains(inputShape[0]) else {
      throw ItemError(
        kind: "model",
        message:
          "\(model.lastPathComponent) takes \(ItemError.text(inputShape)), not images of one or three channels")
    }
    let reading = try network.takingImages(of: inputShape).probabilities(inputShape: isOpen ? inputShape : nil)
    scores = "\(reading.meaning.rawValue): \(reading.reason)"
    guard data.sentences == nil, let images = try data.settings().open().images else {
      throw ItemError(kind: "data", message: "\(data.kind) is for networks that take token ids")
    }
    itemCount = images.count
    let tried = try ImageSample(of: images, count: sample, seed: seed)
    if tried.images.isEmpty, let problem = tried.problem {
      throw ItemError(kind: "data", message: "none of the images tried can be read; the first: \(problem)")
    }
    sampleCount = tried.images.count
    labelledCount = tried.images.count { $0.label != nil }
    verdict = try PreprocessingTrial(model: explained, images: tried.images).verdict()
  }

  private static func load(_ network: Network) throws -> (ExplainedModel, isOpen: Bool) {
    let declared = network.inputs.first?.shape ?? nil
    let isOpen = declared.map { $0.dropFirst().contains(nil) } ?? true
    guard isOpen else { return (try ExplainedModel(network: network), false) }
    let channels = (declared?.dropFirst()).flatMap { $0.contains(1) && !$0.contains(3) ? 1 : 3 } ?? 3
    return (try ExplainedModel(network: network, imageShape: [channels, usualSide, usualSide]), true)
  }
}

extension JobDraft {
  public var certainty: PreprocessingTrial.Certainty { verdict.certainty }

  /// What was found, for people.
  public var findings: String {
    var lines = [
      "network   \(model.lastPathComponent): \(ItemError.text(inputShape))\(sizeIsOpen ? " (the size is open; a guess)" : ""), \(classCount) classes",
      "scores    \(scores)",
      "data      \(data.kind): \(itemCount) items; \(sampleCount) tried, \(labelledCount) of them labelled",
      "",
    ]
    lines += Self.table(verdict.levels, head: "levels", hasLabels: labelledCount > 0) + [""]
    if verdict.geometries.count > 1 {
      lines += Self.table(verdict.geometries, head: "size", hasLabels: labelledCount > 0) + [""]
    }
    lines.append(certainty.verdict(verdict.reason))
    return lines.joined(separator: "\n")
  }

  private static func table(_ outcomes: [PreprocessingTrial.Outcome], head: String, hasLabels: Bool) -> [String] {
    func padded(_ text: String, _ width: Int) -> String {
      text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }
    let width = outcomes.map(\.candidate.name.count).max() ?? 0
    let title =
      padded(head, width) + "  " + (hasLabels ? "accuracy  p(label)" : "p(top)") + "  entropy  commonest answer"
    return [title]
      + outcomes.map { outcome in
        let accuracy = outcome.accuracy.map { String(format: "%6.1f %%  ", 100 * $0) } ?? ""
        let rest = String(
          format: hasLabels ? "%8.3f  %7.2f  %14.0f %%" : "%6.3f  %7.2f  %14.0f %%", outcome.meanProbability,
          outcome.entropy,
          100 * outcome.commonestShare)
        return padded(outcome.candidate.name, width) + "  " + accuracy + rest + "   " + outcome.candidate.formula
      }
  }

  /// The job file.
  ///
  /// - Parameter name: the report's heading.
  public func yaml(name: String) -> String {
    var lines = [
      "# Written by winnow init; docs/job-file.md explains every key.", "name: \(name)", "model:",
      "  file: \(DataDraft.quoted(model.path))",
    ]
    lines.append("  # \(ItemError.text(inputShape)), \(classCount) classes; scores are read as \(scores)")
    lines.append(Self.classesLine(classes))
    lines += ["data:                       # \(data.kind), \(itemCount) items"] + data.lines.map { "  " + $0 }
    lines.append("  # subset: {sample: {count: 100}}    # a random part, for trying")
    lines += preprocessingLines
    lines += methodLines
    return lines.joined(separator: "\n") + "\n"
  }

  static func classesLine(_ classes: URL?) -> String {
    classes.map { "  classes: \(DataDraft.quoted($0.path))" }
      ?? "  # classes: FILE          # names of the classes, one a line"
  }

  private var preprocessingLines: [String] {
    let found = verdict.winner
    var lines = ["preprocessing:              # \(certainty.comment): \(verdict.reason)"]
    switch found.resize {
    case .none: break
    case .shorterSide(let side): lines.append("  resize: {shorter: \(side)}")
    case .exact(let width, let height): lines.append("  resize: {width: \(width), height: \(height)}")
    }
    if case .none = found.resize {} else { lines.append("  filter: \(found.filter.rawValue)") }
    if let crop = found.crop { lines.append("  crop: {width: \(crop.width), height: \(crop.height)}") }
    lines.append("  channels: \(found.channels.rawValue)")
    lines.append("  scale: \(found.scale)")
    if !found.mean.isEmpty { lines.append("  mean: \(found.mean)") }
    if !found.standardDeviation.isEmpty { lines.append("  std: \(found.standardDeviation)") }
    return lines
  }

  private var methodLines: [String] {
    [
      "methods:", "  - smug:                   # smallest masks that keep the first layer's evidence, proven",
      "      k: \(neurons)",
      "  - sufficient              # small parts that are enough for the answer; up to 1,000 passes an image",
      "  - ig                      # integrated gradients, to compare with",
      "# scores: [ground-truth, form, log-saliency, insertion-deletion]   # docs/scores.md",
    ]
  }

  /// SMUG's default is for 224 x 224 pixels; smaller images have fewer neurons, and as many of them would want nearly all of
  /// the image.
  private var neurons: Int {
    let share = Double(inputShape[1] * inputShape[2]) / (224 * 224)
    return min(SMUGSettings.defaultK, max(20, Int((Double(SMUGSettings.defaultK) * share).rounded())))
  }
}
