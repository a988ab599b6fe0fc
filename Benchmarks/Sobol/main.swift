import Explaining
import Foundation
import NeuralNetwork

// Forward passes per second of a Sobol analysis against the model's bare forward rate, in CPU time of one thread, in
// turns so that other work on the machine strikes both alike:
//
//     sobol-benchmark MODEL.onnx C H W [ROWS] [ROUNDS]
//
// The input is noise: neither rate depends on it.

/// CPU seconds of this process.
func cpuSeconds() -> Double {
  var usage = rusage()
  getrusage(RUSAGE_SELF, &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

let arguments = CommandLine.arguments
guard arguments.count >= 5, let shape = Optional(arguments[2...4].compactMap { Int($0) }), shape.count == 3 else {
  print("usage: sobol-benchmark MODEL.onnx C H W [ROWS] [ROUNDS]")
  exit(2)
}
let rows = arguments.count > 5 ? Int(arguments[5]) ?? 32 : 32
let rounds = arguments.count > 6 ? Int(arguments[6]) ?? 3 : 3

let model = try ExplainedModel(network: Network(contentsOf: URL(filePath: arguments[1])), imageShape: shape)
let session = try ModelSession(model: model)
var generator = SeededGenerator(seed: 1)
let input = (0..<shape.reduce(1, *)).map { _ in Float(generator.normal()) * 50 }
let regions = try RegionSet.grid(rows: 8, columns: 8, height: shape[1], width: shape[2])
let analysis = try SobolAnalysis(settings: SobolSettings(rows: rows))
let passes = SobolAnalysis.plannedPasses(rows: rows, regions: regions)
let target = try session.forward(input).predicted

/// Passes per CPU second of the network alone: the batch's buffer is left as it is.
func bareRate() throws -> Double {
  let start = cpuSeconds()
  var done = 0
  while done < passes {
    let count = min(session.batchCapacity, passes - done)
    _ = try session.scores(count: count, kind: .probability) { _ in }
    done += count
  }
  return Double(passes) / (cpuSeconds() - start)
}

func sobolRate() throws -> Double {
  let start = cpuSeconds()
  let explanation = try analysis.explain(
    input: input, shape: shape, target: target, regions: regions, scorer: session)
  return Double(explanation.passes) / (cpuSeconds() - start)
}

_ = try session.scores(count: session.batchCapacity, kind: .probability) { buffer in
  for slot in 0..<session.batchCapacity {
    for (index, value) in input.enumerated() { buffer[slot * input.count + index] = value }
  }
}
var (bare, sobol): ([Double], [Double]) = ([], [])
for round in 1...rounds {
  bare.append(try bareRate())
  sobol.append(try sobolRate())
  print(
    String(
      format: "round %d: bare %.1f, Sobol %.1f passes per CPU second, ratio %.3f", round, bare.last!, sobol.last!,
      sobol.last! / bare.last!))
}
let middle = sobol.sorted()[rounds / 2]
print(
  String(
    format: "median: %d passes an image, %.1f passes per CPU second, %.2f images per CPU minute, ratio to bare %.3f",
    passes, middle, 60 * middle / Double(passes), zip(sobol, bare).map { $0 / $1 }.sorted()[rounds / 2]))
