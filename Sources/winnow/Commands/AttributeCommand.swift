import ArgumentParser
import Explaining
import Foundation
import Jobs
import NeuralNetwork
import NumPyFormat

/// `winnow attribute`: attributions alone, in numbers, for comparing with other tools.
struct AttributeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Attribute a class's probability to the elements of a tensor; print a line of JSON for each input.",
    discussion: """
      winnow attribute --model squeezenet11.onnx --input photo.npy --points gauss-legendre:16 --output ig.npy

      A .npy file (float32, C x H x W or N x C x H x W) is taken as it is; an image is preprocessed first.
      The output holds one row an input. A network that takes its images channels last is given them either way: the \
      attributions lie as the inputs do.
      """)

  @Option(name: .shortAndLong, help: "The network (ONNX).") var model: String
  @Option(name: .shortAndLong, parsing: .upToNextOption, help: "Images or .npy files.") var input: [String]
  @Option(help: AttributionMethod.help, transform: AttributionMethod.method)
  var method = AttributionMethod.integratedGradients
  @Option(help: ArgumentHelp("first-activation, input, or a tensor's name.", valueName: "tensor"))
  var tensor = "first-activation"
  @Option(help: TargetOption.help, transform: TargetOption.rule) var target = JobFile.TargetRule.predicted
  @Option(help: IntegrationRuleOption.help, transform: IntegrationRuleOption.rule)
  var points = IntegratedGradients().rule
  @Option(
    help: ArgumentHelp(
      "Where the path of ig starts: zero, the tensor's values for an input such as value:0.5, mean or blur:4, or noise:20, their mean over 20 inputs of noise.",
      valueName: "start"))
  var baseline = PathStart.zero
  @Option(help: ArgumentHelp("Noisy copies for smoothgrad.", valueName: "n"))
  var samples = SmoothGradSettings().samples
  @Option(help: "Standard deviation of smoothgrad's noise as a share of the values' range.")
  var noise = SmoothGradSettings().noise
  @Option(help: "Points evaluated at once (default: as many as fit the cache).") var batch: Int?
  @Option(help: "Threads, each explaining inputs of its own.") var threads = 1
  @Option(help: "Seed of smoothgrad's noise and of the baseline's.") var seed: UInt64 = 1
  @Option(name: .shortAndLong, help: "Where to write the attributions (.npy, float64); forward writes probabilities.")
  var output: String?
  @OptionGroup var scores: ScoresOption
  @OptionGroup(title: "Preprocessing of images") var preprocessing: PreprocessingOptions

  func validate() throws {
    guard threads > 0, samples > 0, noise >= 0, batch ?? 1 > 0 else {
      throw ValidationError("--threads, --samples and --batch must be positive, --noise not negative.")
    }
    guard baseline == .zero || method == .integratedGradients else {
      throw ValidationError("--baseline is where the path of ig starts; \(method.rawValue) has none.")
    }
  }

  func run() throws {
    do {
      try attribute()
    } catch let error as ValidationError {
      throw error
    } catch {
      throw ExitCode(CommandFailure.report(error).rawValue)
    }
  }

  private func attribute() throws {
    var network = try Network(contentsOf: URL(filePath: model)).reading(scores: scores.scores)
    let options = try preprocessing.preprocessing()
    let rank = network.inputs[0].shape.map { $0.count - 1 } ?? 3
    var items: [(name: String, tensor: Tensor)] = []
    for path in input {
      for tensor in try InputOptions.samples(path, rank: rank, preprocessing: options) { items.append((path, tensor)) }
    }
    guard let shape = items.first?.tensor.shape, items.allSatisfy({ $0.tensor.shape == shape }) else {
      throw ValidationError("The inputs differ in shape.")
    }
    network = try network.takingImages(of: shape)
    let name: String? =
      switch tensor {
      case "input": nil
      case "first-activation": try network.firstLayer(inputShape: shape).activationTensor
      default: tensor
      }
    // An adaptive rule takes 7 points, 8, 16, ...
    let count: Int? = if case .adaptive = points { 8 } else { points.pointCount }
    let attribution = try AttributionModel(
      network, tensor: name, inputShape: shape, batch: batch, points: method == .integratedGradients ? count : nil)
    let index: Int? = if case .index(let index) = target { index } else { nil }
    let results = try AttributionRun(
      method: method, rule: points, baseline: baseline,
      smoothGrad: SmoothGradSettings(samples: samples, noise: noise), seed: seed, target: index, model: attribution,
      items: items
    ).all(threads: threads)
    if let output {
      let rows = results.flatMap { $0.values }
      let rowShape = results.first?.shape ?? []
      try NumPyArray(shape: [results.count] + rowShape, doubles: rows).write(to: URL(filePath: output))
    }
  }
}
