import Foundation

// sufficient-benchmark MODEL.onnx C H W [WINDOW] [PASSES] [ROUNDS]: rates in turns, so that other work on the machine strikes
// all alike.

let arguments = CommandLine.arguments
let numbers = arguments.dropFirst(2).compactMap { Int($0) }
guard arguments.count >= 5, numbers.count == arguments.count - 2 else {
  print("usage: sufficient-benchmark MODEL.onnx C H W [WINDOW] [PASSES] [ROUNDS]")
  exit(2)
}
let passes = numbers.count > 4 ? numbers[4] : 400
let benchmark = try RateBenchmark(
  model: URL(filePath: arguments[1]), shape: Array(numbers[..<3]), window: numbers.count > 3 ? numbers[3] : 16,
  passes: passes)
var ratios: [Double] = []
for round in 1...(numbers.count > 5 ? numbers[5] : 3) {
  let (bare, single) = (try benchmark.bareRate(passes: passes), try benchmark.singleRate(passes: passes))
  let search = try benchmark.searchRate(seed: UInt64(round))
  ratios.append(search / bare)
  print(
    String(
      format: "round %d: full batches %.1f, one by one %.1f, search %.1f passes per CPU second; search to batches %.3f",
      round, bare, single, search, search / bare))
}
print(String(format: "median of search to full batches: %.3f", ratios.sorted()[ratios.count / 2]))
