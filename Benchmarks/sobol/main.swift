import Foundation

// sobol-benchmark MODEL.onnx C H W [ROWS] [ROUNDS]: rates in turns, so that other work on the machine strikes both alike.

let arguments = CommandLine.arguments
let shape = arguments.dropFirst(2).prefix(3).compactMap { Int($0) }
guard arguments.count >= 5, shape.count == 3 else {
  print("usage: sobol-benchmark MODEL.onnx C H W [ROWS] [ROUNDS]")
  exit(2)
}
let rounds = arguments.count > 6 ? Int(arguments[6]) ?? 3 : 3
let benchmark = try RateBenchmark(
  model: URL(filePath: arguments[1]), shape: shape, rows: arguments.count > 5 ? Int(arguments[5]) ?? 32 : 32)
var rates: [(bare: Double, sobol: Double)] = []
for round in 1...rounds {
  let rate = (bare: try benchmark.bareRate(), sobol: try benchmark.sobolRate())
  rates.append(rate)
  print("result|Sobol passes a second of one core|Winnow|\(rate.sobol)")
  print("result|Sobol passes a second of one core|bare network|\(rate.bare)")
  print(
    "result|images a minute of one core, \(benchmark.passes) passes each|Winnow|\(60 * rate.sobol / Double(benchmark.passes))"
  )
  print(
    String(
      format: "round %d: bare %.1f, Sobol %.1f passes per CPU second, ratio %.3f", round, rate.bare, rate.sobol,
      rate.sobol / rate.bare))
}
let middle = rates.map(\.sobol).sorted()[rounds / 2]
print(
  String(
    format: "median: %d passes an image, %.1f passes per CPU second, %.2f images per CPU minute, ratio to bare %.3f",
    benchmark.passes, middle, 60 * middle / Double(benchmark.passes),
    rates.map { $0.sobol / $0.bare }.sorted()[rounds / 2]))
