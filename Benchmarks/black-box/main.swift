import Explaining
import Foundation
import NeuralNetwork
import NumPyFormat

/// Measurements of the black-box methods on real data; see docs/black-box.md. The folder of data is that of
/// WINNOW_DATA.
let arguments = CommandLine.arguments
guard let folder = ProcessInfo.processInfo.environment["WINNOW_DATA"], arguments.count > 1 else {
  print("usage: WINNOW_DATA=FOLDER black-box-benchmark generator|passes|photos|variations [COUNT]")
  exit(64)
}
let data = URL(filePath: folder, directoryHint: .isDirectory)
let count = arguments.count > 2 ? Int(arguments[2]) : nil
switch arguments[1] {
case "generator": try GeneratorBenchmark(data: data).run(rounds: count ?? 3)
case "passes": try PassesBenchmark(data: data).run(rounds: count ?? 3)
case "photos": try PhotosBenchmark(data: data).run(photos: count ?? 40)
case "variations": try VariationsBenchmark(data: data).run(images: count ?? 1000)
default:
  print("unknown measurement '\(arguments[1])'")
  exit(64)
}
