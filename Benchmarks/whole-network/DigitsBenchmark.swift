import Explaining
import Foundation
import Gzip
import MaskSolving
import NeuralNetwork
import Timing
import WholeNetwork

/// Smallest masks of a whole network over digits.
struct DigitsBenchmark {
  var options: [String: String]
  var settings = WholeNetworkSettings()
  let images: [UInt8]
  let session: ModelSession
  let masks: WholeNetworkMask

  init(model: URL, images: URL, options: [String: String]) throws {
    self.options = options
    func number(_ name: String, _ standard: Double) -> Double { options[name].flatMap { Double($0) } ?? standard }
    settings.window = Int(number("--window", 4))
    settings.delta = number("--delta", 0)
    settings.objective = options["--objective"] == "pixels" ? .pixels : .windows
    settings.timeLimit = number("--limit", 60)
    settings.prover = options["--prover"] == "z3" ? .z3 : .search
    self.images = [UInt8](try Gzip.decompress(try Data(contentsOf: images)))
    let model = try ExplainedModel(network: try Network(contentsOf: model), imageShape: [1, 28, 28])
    session = try ModelSession(model: model)
    masks = WholeNetworkMask(settings: settings, encoded: try EncodedNetwork(model))
  }

  func run() throws {
    let first = options["--first"].flatMap { Int($0) } ?? 7000
    var report = Report()
    var lines: [String] = []
    for item in first..<first + (options["--count"].flatMap { Int($0) } ?? 100) {
      let input = images[(16 + item * 784)..<(16 + (item + 1) * 784)].map { Float($0) / 255 }
      let target = try session.forward(input).predicted
      let watch = Stopwatch()
      var line = "{\"item\": \(item), \"target\": \(target), \"input\": \(input.map { Double($0) })"
      do {
        let answer = try masks.explain(input: input, height: 28, width: 28, target: target, session: session)
        let seconds = watch.seconds
        let solution = answer.solution
        report.add(answer, seconds: seconds)
        line += ", \"status\": \"\(solution.status)\", \"cost\": \(solution.cost), \"bound\": \(solution.bound), "
        line += "\"seconds\": \(seconds)"
        print(
          "\(item) class \(target) \(solution.status) cost \(solution.cost) bound \(solution.bound) "
            + "margin \(solution.margin) variables \(solution.variables) masks \(solution.evaluations) "
            + "subcubes \(solution.relaxations) exact \(solution.exactDecisions) seconds \(seconds)",
          solution.stages.map { "\($0.name) \($0.seconds)" })
      } catch let error as WholeNetworkError {
        report.seconds.append(watch.seconds)
        print("\(item) class \(target): \(error)")
      }
      lines.append(line + "}")
    }
    print(report)
    if let file = options["--problems"] { try write(lines, to: URL(filePath: file)) }
  }

  /// The layers and the problems with their answers, for the rival.
  private func write(_ lines: [String], to file: URL) throws {
    var layers: [String] = []
    for layer in masks.encoded.network.layers {
      switch layer {
      case .rectifier: layers.append("{\"type\": \"relu\"}")
      case .maxPool(let pool):
        layers.append("{\"type\": \"max\", \"starts\": \(pool.starts), \"members\": \(pool.members)}")
      case .affine(let affine):
        layers.append(
          "{\"type\": \"affine\", \"starts\": \(affine.rowStarts), \"columns\": \(affine.columns), "
            + "\"weights\": \(affine.weights), \"bias\": \(affine.bias)}")
      }
    }
    let text =
      "{\"window\": \(settings.window), \"delta\": \(settings.delta), \"layers\": [\(layers.joined(separator: ", "))], "
      + "\"items\": [\(lines.joined(separator: ",\n"))]}\n"
    try Data(text.utf8).write(to: file)
  }

  private struct Report: CustomStringConvertible {
    var seconds: [Double] = []
    var (optimal, feasible, disagreements) = (0, 0, 0)
    var gap = 0.0

    mutating func add(_ answer: WholeNetworkExplanation, seconds: Double) {
      self.seconds.append(seconds)
      if answer.solution.status == .optimal { optimal += 1 }
      if !answer.solution.mask.isEmpty { feasible += 1 }
      gap = max(gap, answer.solution.gap)
      if answer.check?.disagrees ?? false { disagreements += 1 }
    }

    var description: String {
      let sorted = seconds.sorted()
      return "\(seconds.count) items: \(optimal) optimal, \(feasible) feasible, largest gap \(gap), median "
        + "\(sorted[sorted.count / 2]) s, slowest \(sorted.last!) s, \(disagreements) disagreements of the float network"
    }
  }
}
