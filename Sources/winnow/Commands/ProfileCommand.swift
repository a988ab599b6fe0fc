import ArgumentParser
import Explaining
import Foundation
import NeuralNetwork

/// `winnow profile`: where the time of a gradient goes.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Measure each node of a network, forward and backward, on one thread.",
    discussion: "Rates stand beside the best convolution rate measured on this machine in the same run.")

  @Option(name: .shortAndLong, help: "The network (ONNX).") var model: String
  @Option(help: "first-activation, input, or the tensor to start at.") var tensor = "first-activation"
  @Option(help: ArgumentHelp("One input's shape where the model leaves it free, e.g. 3x224x224.", valueName: "shape"))
  var inputShape: String?
  @Option(help: "Points at once (default: as for integrated gradients).") var batch: Int?
  @Option(help: "Runs to average.") var runs = 20
  @Option(help: "Lines to print.") var lines = 40

  func run() throws {
    do {
      print(try report())
    } catch {
      throw ExitCode(CommandFailure.report(error).rawValue)
    }
  }

  private func report() throws -> String {
    let network = try Network(contentsOf: URL(filePath: model))
    let shape = try InputOptions.shape(inputShape)
    let start: String? =
      switch tensor {
      case "input": nil
      case "first-activation": try network.firstLayer(inputShape: shape).activationTensor
      default: tensor
      }
    let plan = try AttributionModel(network, tensor: start, inputShape: shape, batch: batch).tail
    let runner = try Runner(plan, profiled: true)
    let seeds = [Int](repeating: 0, count: plan.batch)
    for round in 0..<max(1, runs) + 2 {
      if round == 2 { runner.clearProfile() }
      try runner.forward()
      try runner.backward(of: seeds)
    }
    let best = try ConvolutionRate.best()
    let steps = runner.profile()
    let total = steps.reduce(0) { $0 + $1.seconds }
    var text = ["   share        ms  GFLOP/s  of best  step"]
    for step in steps.sorted(by: { $0.seconds > $1.seconds }).prefix(lines) {
      let rate = step.seconds > 0 ? Double(step.operations * step.runs) / step.seconds * 1e-9 : 0
      let direction = step.isBackward ? "backward" : "forward"
      let rates = step.operations > 0 ? String(format: "%8.1f %7.0f%%", rate, 100 * rate / best) : "                 "
      text.append(
        String(format: "%7.2f%% %9.3f ", 100 * step.seconds / total, 1000 * step.seconds / Double(max(1, step.runs)))
          + "\(rates)  \(step.type) \(step.node): \(step.what) (\(direction), \(step.implementation))")
    }
    let rounds = Double(max(1, runs))
    let operations = Double(plan.operations.forward + plan.operations.backward)
    let rate = operations * rounds / total * 1e-9
    text.append(
      String(
        format: "%d points in %.1f ms: %.1f GFLOP/s, %.0f %% of the best convolution rate, %.1f", plan.batch,
        1000 * total / rounds, rate, 100 * rate / best, best))
    text.append("scratch memory per worker: \(plan.scratchBytes >> 20) MB")
    return text.joined(separator: "\n")
  }
}
