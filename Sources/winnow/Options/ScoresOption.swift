import ArgumentParser
import NeuralNetwork

/// `--scores`: what the network's output holds, as `model.scores` of job files.
struct ScoresOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the network's output holds, where its last node does not show it: \(ScoreMeaning.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "meaning"))
  var scores: ScoreMeaning?
}

extension ScoreMeaning: ExpressibleByArgument {}
