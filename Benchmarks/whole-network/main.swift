import Foundation

// whole-network-benchmark MODEL IMAGES.gz [--first N] [--count N] [--window W] [--delta D] [--limit SECONDS]
//   [--objective windows|pixels] [--prover search|z3] [--problems FILE]: FILE gets the problems and answers for rival.py.

func parse(_ words: some Sequence<String>) -> (files: [String], options: [String: String]) {
  var (files, options) = ([String](), [String: String]())
  var words = Array(words)[...]
  while let word = words.popFirst() {
    if word.hasPrefix("--") { options[word] = words.popFirst() } else { files.append(word) }
  }
  return (files, options)
}

let (files, options) = parse(CommandLine.arguments.dropFirst())
guard files.count == 2 else {
  print(
    "usage: whole-network-benchmark MODEL.onnx IMAGES-idx3-ubyte.gz [--first N] [--count N] [--window W] [--delta D]")
  exit(2)
}
try DigitsBenchmark(model: URL(filePath: files[0]), images: URL(filePath: files[1]), options: options).run()
