import ArgumentParser
import Explaining
import Foundation
import NeuralNetwork
import NumPyFormat
import Timing

/// `winnow attribute`: attributions alone, in numbers, for comparing with other tools.
struct AttributeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Attribute a class's probability to the elements of a tensor; print a line of JSON for each input.",
    discussion: """
      winnow attribute --model squeezenet11.onnx --input photo.npy --points gauss:16 --output ig.npy

      A .npy file (float32, C x H x W or N x C x H x W) is taken as it is; a picture is preprocessed first.
      The output holds one row an input.
      """)

  enum Method: String, CaseIterable, ExpressibleByArgument {
    case forward, gradient
    case gradientTimesInput = "gradient-x-input"
    case integratedGradients = "ig"
    case smoothGrad = "smoothgrad"
  }

  @Option(name: .shortAndLong, help: "The network (ONNX).") var model: String
  @Option(name: .shortAndLong, parsing: .upToNextOption, help: "Pictures or .npy files.") var input: [String]
  @Option(help: "forward, gradient, gradient-x-input, ig or smoothgrad.") var method = Method.integratedGradients
  @Option(help: ArgumentHelp("first-activation, input, or a tensor's name.", valueName: "tensor"))
  var tensor = "first-activation"
  @Option(help: "Class to explain: predicted or an index.") var target = "predicted"
  @Option(
    help: ArgumentHelp(
      "Points: 200, gauss:16, trapezoid:50, right:200, adaptive or adaptive:TOLERANCE.", valueName: "rule"))
  var points = IntegratedGradients.Rule.evenlySpaced(200)
  @Option(
    help: ArgumentHelp(
      "Where the path of ig starts: zero, the tensor's values for an input such as value:0.5, mean or blur:4, or noise:20, their mean over 20 inputs of noise.",
      valueName: "start"))
  var baseline = AttributionBaseline.zero
  @Option(help: ArgumentHelp("Noisy copies for smoothgrad, their deviation as a share of the range.", valueName: "n"))
  var samples = 25
  @Option(help: "Deviation of smoothgrad's noise as a share of the values' range.") var noise = 0.15
  @Option(help: "Points evaluated at once (default: as many as fit the cache).") var batch: Int?
  @Option(help: "Threads, each explaining inputs of its own.") var threads = 1
  @Option(help: "Seed of smoothgrad's noise and of the baseline's.") var seed: UInt64 = 1
  @Option(name: .shortAndLong, help: "Where to write the attributions (.npy, float64); forward writes probabilities.")
  var output: String?
  @OptionGroup(title: "Preprocessing of pictures") var preprocessing: PreprocessingOptions

  func validate() throws {
    guard threads > 0, samples > 0, noise >= 0, batch ?? 1 > 0 else {
      throw ValidationError("--threads, --samples and --batch must be positive, --noise not negative.")
    }
    guard target == "predicted" || Int(target) != nil else {
      throw ValidationError("--target takes predicted or an index, not '\(target)'.")
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
    let network = try Network(contentsOf: URL(filePath: model))
    let options = try preprocessing.preprocessing()
    let rank = network.inputs[0].shape.map { $0.count - 1 } ?? 3
    var items: [(name: String, tensor: Tensor)] = []
    for path in input {
      for tensor in try InputOptions.samples(path, rank: rank, preprocessing: options) { items.append((path, tensor)) }
    }
    guard let shape = items.first?.tensor.shape, items.allSatisfy({ $0.tensor.shape == shape }) else {
      throw ValidationError("The inputs differ in shape.")
    }
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
    let results = try AttributionRun(command: self, model: attribution, items: items).all()
    if let output {
      let rows = results.flatMap { $0.values }
      let rowShape = results.first?.shape ?? []
      try NumPyArray(shape: [results.count] + rowShape, doubles: rows).write(to: URL(filePath: output))
    }
  }
}

/// The inputs of one call, spread over threads; lines are printed in the order of the inputs.
private struct AttributionRun {
  let command: AttributeCommand
  let model: AttributionModel
  let items: [(name: String, tensor: Tensor)]

  func all() throws -> [Attribution] {
    let results = Results(count: items.count) { index, attribution, seconds in
      print(line(items[index].name, attribution, seconds))
    }
    DispatchQueue.concurrentPerform(iterations: min(command.threads, items.count)) { thread in
      do {
        let attributor = try Attributor(model)
        for index in stride(from: thread, to: items.count, by: command.threads) {
          let watch = Stopwatch()
          let attribution = try attribute(attributor, items[index].tensor)
          results.store(attribution, at: index, seconds: watch.seconds)
        }
      } catch {
        results.fail(error)
      }
    }
    return try results.finished()
  }

  private func attribute(_ attributor: Attributor, _ tensor: Tensor) throws -> Attribution {
    let sample = try attributor.sample(tensor)
    let target = Int(command.target)
    switch command.method {
    case .forward:
      let target = target ?? sample.predicted
      guard sample.probabilities.indices.contains(target) else {
        throw NetworkError(.mismatch, "the network has no class \(target); it has \(sample.probabilities.count)")
      }
      return Attribution(
        target: target, probability: Double(sample.probabilities[target]),
        values: sample.probabilities.map(Double.init),
        shape: [sample.probabilities.count], points: 0)
    case .gradient: return try GradientMethod.gradient.attribute(attributor, sample, target: target)
    case .gradientTimesInput:
      return try GradientMethod.gradientTimesInput.attribute(attributor, sample, target: target)
    case .smoothGrad:
      return try GradientMethod.smoothGrad(samples: command.samples, noise: command.noise, seed: command.seed)
        .attribute(attributor, sample, target: target)
    case .integratedGradients:
      let start = try command.baseline.values(attributor, tensor, seed: command.seed)
      return try IntegratedGradients(rule: command.points)
        .attribute(attributor, sample, target: target, baseline: start)
    }
  }

  private func line(_ name: String, _ attribution: Attribution, _ seconds: Double) -> String {
    struct Line: Encodable {
      var input: String
      var target: Int
      var probability: Double
      var baselineProbability: Double?
      var points: Int
      var delta: Double?
      var errorEstimate: Double?
      var converged: Bool
      var seconds: Double
    }
    let line = Line(
      input: name, target: attribution.target, probability: attribution.probability,
      baselineProbability: attribution.baselineProbability, points: attribution.points, delta: attribution.delta,
      errorEstimate: attribution.errorEstimate, converged: attribution.isConverged, seconds: seconds)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Results of the threads, handed on in order.
  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [(Attribution, Double)?]
    private var next = 0
    private var error: (any Error)?
    private let print: (Int, Attribution, Double) -> Void

    init(count: Int, print: @escaping (Int, Attribution, Double) -> Void) {
      values = Array(repeating: nil, count: count)
      self.print = print
    }

    func store(_ attribution: Attribution, at index: Int, seconds: Double) {
      lock.withLock {
        values[index] = (attribution, seconds)
        while next < values.count, let (attribution, seconds) = values[next] {
          print(next, attribution, seconds)
          next += 1
        }
      }
    }

    func fail(_ error: any Error) { lock.withLock { self.error = self.error ?? error } }

    func finished() throws -> [Attribution] {
      if let error { throw error }
      return values.compactMap { $0?.0 }
    }
  }
}
