import Foundation
import NeuralNetwork

// network-benchmark MODEL.onnx SHAPE: answers lines from standard input, so that rivals can be measured in turn.
//   forward COUNT THREADS SECONDS    passes of so many samples, in the batches that explanations plan, for about so long
//   gradient COUNT THREADS SECONDS   the same, forward and backward from the first activation to the scores
//   profile forward|gradient COUNT   a table of the steps of one batch
// SHAPE is one input's, e.g. 3x224x224. An answer is "CPU seconds a sample, seconds by the clock a sample".

/// At once, past the standard output's buffer.
func answer(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  print("usage: network-benchmark MODEL.onnx SHAPE")
  exit(2)
}
let shape = arguments[2].split(separator: "x").compactMap { Int($0) }
var benchmark = NetworkBenchmark(try Network(contentsOf: URL(filePath: arguments[1])), shape: shape)
answer("ready")
while let line = readLine() {
  let words = line.split(separator: " ").map(String.init)
  switch (words.first, words.count) {
  case ("forward", 4), ("gradient", 4):
    let rate = try benchmark.measure(
      NetworkBenchmark.Task(rawValue: words[0])!, count: Int(words[1])!, threads: Int(words[2])!,
      seconds: Double(words[3])!)
    answer("\(rate.cpu) \(rate.wall)")
  case ("profile", 3): answer(try benchmark.profile(NetworkBenchmark.Task(rawValue: words[1])!, count: Int(words[2])!))
  default: answer("unknown: \(line)")
  }
}
