import ArgumentParser
import Explaining
import Foundation
import Jobs
import NeuralNetwork
import Sweeping

/// `winnow inspect`: what a model file holds, and whether Winnow can run it.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a network's inputs, outputs, nodes and first layer, and what of it is not supported.",
    discussion: "Of a job file (.yaml) it says what the scores of its items will cost.")

  @Argument(help: "The network (ONNX), or a job file.") var model: String
  @Option(help: ArgumentHelp("One input's shape where the model leaves it free, e.g. 3x224x224.", valueName: "shape"))
  var inputShape: String?
  @OptionGroup var scores: ScoresOption
  @Flag(help: "List every node.") var nodes = false

  func run() throws {
    let url = URL(filePath: model)
    do {
      if ["yaml", "yml"].contains(url.pathExtension) { return print(try costs(of: url)) }
      let problems = try Network.unsupportedNodes(in: url)
      guard problems.isEmpty else {
        for problem in problems { Console.fail("\(url.lastPathComponent): \(problem)") }
        throw ExitCode(SweepExitCode.badInput.rawValue)
      }
      let network = try Network(contentsOf: url).reading(scores: scores.scores)
      print(try text(network, shape: InputOptions.shape(inputShape)))
    } catch let code as ExitCode {
      throw code
    } catch {
      throw ExitCode(CommandFailure.report(error).rawValue)
    }
  }

  /// What the scores of a job cost, on one thread.
  private func costs(of job: URL) throws -> String {
    let prepared = try PreparedJob(try JobFile(contentsOf: job))
    return try prepared.scoringCost()?.text(items: try prepared.indices().count, workers: 1)
      ?? "Scores take no passes, or so many as sentences have words, or as a program is asked for."
  }

  private func text(_ network: Network, shape: [Int]?) throws -> String {
    var lines = ["\(network.name): operator set \(network.opset), \(network.weightCount) weights"]
    lines += network.inputs.map { "input   \(Self.line($0))" }
    lines += network.outputs.map { "output  \(Self.line($0))" }
    lines += Self.scores(network, shape: shape)
    var counts: [String: Int] = [:]
    for node in network.nodes { counts[node.type, default: 0] += 1 }
    lines.append("nodes   " + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    do throws(NetworkError) {
      lines += try Self.firstLayers(network, shape: shape)
      if let share = Self.shareOnWhenHidden(network, shape: shape) { lines += Self.lines(shareOnWhenHidden: share) }
    } catch {
      lines.append("first layer: \(error)")
    }
    if nodes {
      lines.append("")
      lines += network.nodes.map { node in
        "\(node.type)  \(node.name)  ->  " + node.outputs.map(Self.line).joined(separator: "; ")
      }
    }
    lines.append("All \(network.nodes.count) nodes are supported.")
    return lines.joined(separator: "\n")
  }

  private static func line(_ tensor: TensorDescription) -> String {
    let shape = tensor.shape.map { $0.map { $0.map(String.init) ?? "?" }.joined(separator: " x ") } ?? "unknown shape"
    return "\(tensor.name)  \(tensor.type.name)  \(shape)"
  }

  /// How the classes' probabilities are read, and why.
  private static func scores(_ network: Network, shape: [Int]?) -> [String] {
    do throws(NetworkError) {
      let found = try network.takingImages(of: shape).probabilities(inputShape: shape)
      let isSingle = found.valueCount == 1
      let classes = found.classCount.map { "\($0) classes" } ?? "classes"
      let meaning =
        switch found.meaning {
        case .logits where isSingle: "one logit, whose sigmoid is the probability of class 1 of 2"
        case .logits: "logits of \(classes), whose softmax gives the probabilities"
        case .softmax: "the softmax of \(classes), the probabilities"
        case .logSoftmax: "the log-softmax of \(classes), logarithms of the probabilities"
        case .sigmoid where isSingle: "one sigmoid, the probability of class 1 of 2"
        case .sigmoid: "a sigmoid for each of \(classes), each a probability of its own"
        case .sigmoidLogits where isSingle: "one logit, whose sigmoid is the probability of class 1 of 2"
        case .sigmoidLogits: "a logit for each of \(classes), whose sigmoid is a probability of its own"
        }
      return [
        "scores  '\(found.output)' holds \(meaning): \(found.reason)",
        "        where that is wrong, a job says what it holds with model.scores: "
          + (ScoreMeaning.allCases.map(\.rawValue)).joined(separator: ", "),
      ]
    } catch {
      return ["scores  not read: \(error)"]
    }
  }

  /// The layers whose neurons SMUG can constrain; of a network of token ids the first layer behind its embedding.
  private static func firstLayers(_ network: Network, shape: [Int]?) throws(NetworkError) -> [String] {
    guard network.inputs.first?.shape?.count != 2 || network.inputs[0].type.isFloatingPoint else {
      return lines(try network.firstLayer(inputShape: shape))
    }
    let network = try network.takingImages(of: shape)
    return try network.imageLayers(inputShape: shape).flatMap { found in
      let (terms, elements) = (found.front.termCount, found.front.count)
      let isDirect = found.layer.inputTensor == network.inputs[0].name
      return lines(found.layer)
        + (isDirect ? [] : ["  front      \(elements) elements, sums of \(terms) multiples of pixels' values"])
    }
  }

  /// Of the first layers' neurons with an input of zeros; nil for networks of token ids, and for those that cannot be run.
  private static func shareOnWhenHidden(_ network: Network, shape: [Int]?) -> Double? {
    guard network.inputs.first?.shape?.count != 2 || network.inputs[0].type.isFloatingPoint,
      let model = try? ExplainedModel(network: network, imageShape: shape)
    else { return nil }
    return try? ModelSession(model: model).shareOnWhenHidden()
  }

  private static func lines(shareOnWhenHidden share: Double) -> [String] {
    let line = "  hidden     \(Int((100 * share).rounded())) % of the neurons are on with everything hidden (zeros)"
    guard share > 0.5 else { return [line] }
    let warning = "Warning: `evidence: value` of smug asks little or nothing of a mask here; use `evidence: change`"
    return [line, "             \(warning)"]
  }

  private static func lines(_ layer: FirstLayer) -> [String] {
    func text(_ values: [Int]) -> String { values.map(String.init).joined(separator: " x ") }
    var lines = ["first layer  node '\(layer.node)', from '\(layer.inputTensor)' \(text(layer.inputShape))"]
    lines.append("  neurons    \(text(layer.outputShape)) in '\(layer.preActivationTensor)'")
    lines.append(
      layer.activation.isEmpty
        ? "  activation none" : "  activation \(layer.activation) to '\(layer.activationTensor)'")
    if layer.kind == .convolution {
      lines.append(
        "  window     \(text(layer.kernel)), strides \(text(layer.strides)), padding \(layer.pads), groups \(layer.groups)"
      )
    }
    return lines
  }
}
