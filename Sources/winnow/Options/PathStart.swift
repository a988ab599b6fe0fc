import ArgumentParser
import Explaining
import NeuralNetwork
import Reproducibility
import Saliency

/// Where the path of integrated gradients starts: zero in the attributed tensor, or that tensor's values for another input.
enum PathStart: Equatable, ExpressibleByArgument {
  case zero
  case input(Fill)
  /// The mean over so many inputs of noise, uniform in the range of each channel.
  case noise(Int)

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
    if argument == "zero" {
      self = .zero
    } else if parts.first == "noise" {
      guard let count = parts.count == 2 ? Int(parts[1]) : 20, (1...100_000).contains(count) else { return nil }
      self = .noise(count)
    } else {
      guard let fill = Fill(argument) else { return nil }
      self = .input(fill)
    }
  }

  var defaultValueDescription: String { "zero" }

  /// Values of the attributed tensor; nil for zero.
  func values(_ attributor: Attributor, _ input: Tensor, seed: UInt64) throws -> Tensor? {
    let shape = attributor.model.inputShape
    switch self {
    case .zero: return nil
    case .input(let fill):
      guard let inputShape = InputShape(shape) else {
        throw ValidationError("--baseline \(fill) needs an image; the network takes \(shape).")
      }
      let values = fill.values(for: input.values, shape: inputShape)
      return try attributor.sample(Tensor(shape: shape, values: values)).activation
    case .noise(let count):
      let channel = shape.count > 1 ? shape.dropFirst().reduce(1, *) : input.count
      var sum: [Double] = []
      var mean: Tensor?
      for stream in 0..<UInt64(count) {
        var generator = SeededGenerator(seed: seed, stream: stream)
        var noise = input.values
        for start in stride(from: 0, to: noise.count, by: channel) {
          let range = input.values[start..<start + channel]
          let (low, high) = (Double(range.min() ?? 0), Double(range.max() ?? 0))
          for i in range.indices { noise[i] = Float(low + (high - low) * generator.unit()) }
        }
        let activation = try attributor.sample(Tensor(shape: shape, values: noise)).activation
        sum = sum.isEmpty ? activation.values.map(Double.init) : zip(sum, activation.values).map { $0 + Double($1) }
        mean = activation
      }
      mean?.values = sum.map { Float($0 / Double(count)) }
      return mean
    }
  }
}
