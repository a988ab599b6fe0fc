import NeuralNetwork

/// Runs a model for one thread: computes an input's activation and probabilities, and gradients at points of its
/// activation space.
public final class Attributor {
  public let model: AttributionModel
  private let head: Runner
  private let tail: Runner
  private var zeroProbabilities: [Float]?
  /// Where each attributed tensor's elements lie in a vector of all: in row-major order, and in memory order.
  private let parts: [Range<Int>]
  private let nativeParts: [Range<Int>]

  public init(_ model: AttributionModel) throws(NetworkError) {
    self.model = model
    head = try Runner(model.head)
    tail = try Runner(model.tail)
    var parts: [Range<Int>] = []
    var nativeParts: [Range<Int>] = []
    for (name, shape) in zip(model.tensors, model.shapes) {
      let zero = Tensor(shape: [1] + shape, repeating: 0)
      let (start, nativeStart) = (parts.last?.upperBound ?? 0, nativeParts.last?.upperBound ?? 0)
      parts.append(start..<start + zero.count)
      nativeParts.append(nativeStart..<nativeStart + (try tail.native(zero, for: name)).count)
    }
    (self.parts, self.nativeParts) = (parts, nativeParts)
  }

  /// Sets what the network takes from elsewhere than the input, for all samples from now on; each value with a batch axis
  /// of 1. Needed where `model.surroundings` is not empty.
  public func setSurroundings(_ values: [String: Tensor]) throws(NetworkError) {
    for name in model.surroundings {
      guard let value = values[name] else { throw NetworkError(.mismatch, "the tensor '\(name)' is not given") }
      if model.head.frontier.contains(name) { try head.set(name, value) }
      if model.tail.frontier.contains(name) { try tail.set(name, value) }
    }
    zeroProbabilities = nil
  }

  /// An input whose values inside the network are known.
  public struct Sample: Sendable {
    public var input: Tensor
    /// The attributed tensor's values, with a batch axis of 1; of several `[1, elements]`.
    public var activation: Tensor
    public var probabilities: [Float]
    /// Values that the part behind the attributed tensor takes from elsewhere.
    var frontier: [String: Tensor]

    /// The class of the largest probability, the first of equal ones.
    public var predicted: Int {
      probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
    }
  }

  /// Runs the network on one input, given with or without a batch axis of 1.
  public func sample(_ input: Tensor) throws(NetworkError) -> Sample {
    guard input.count == model.inputShape.reduce(1, *) else {
      throw NetworkError(
        .mismatch, "the network takes an input of shape \(model.inputShape), not \(input.shape)")
    }
    let input = Tensor(shape: [1] + model.inputShape, values: input.values)
    // A model of a fixed batch above 1 computes copies of the one input.
    try head.forward([model.inputTensor: input])
    func first(_ name: String) throws(NetworkError) -> Tensor {
      let value = try head.value(of: name)
      let size = value.count / value.shape[0]
      return Tensor(shape: [1] + value.shape.dropFirst(), values: Array(value.values.prefix(size)))
    }
    var frontier: [String: Tensor] = [:]
    for name in model.passedOn { frontier[name] = name == model.inputTensor ? input : try first(name) }
    var activations: [Tensor] = []
    for name in model.tensors { activations.append(name == model.inputTensor ? input : try first(name)) }
    let activation =
      activations.count == 1
      ? activations[0] : Tensor(shape: [1] + model.shape, values: activations.flatMap(\.values))
    return Sample(
      input: input, activation: activation, probabilities: try first(model.probabilities).values, frontier: frontier)
  }

  /// Sets what the part behind the attributed tensor needs besides that tensor.
  func begin(_ sample: Sample) throws(NetworkError) {
    for (name, tensor) in sample.frontier { try tail.set(name, tensor) }
  }

  /// Values of the attributed tensors in the order in which they lie in memory.
  func native(_ tensor: Tensor) throws(NetworkError) -> [Float] {
    var native: [Float] = []
    for (index, name) in model.tensors.enumerated() {
      let part = Tensor(shape: [1] + model.shapes[index], values: Array(tensor.values[parts[index]]))
      native += try tail.native(part, for: name)
    }
    return native
  }

  func rowMajor(_ native: [Double]) throws(NetworkError) -> [Double] {
    var values: [Double] = []
    for (name, part) in zip(model.tensors, nativeParts) { values += try tail.rowMajor(Array(native[part]), for: name) }
    return values
  }

  private func setPath(from start: [Float]?, to end: [Float], at alphas: [Double]) throws(NetworkError) {
    guard model.tensors.count > 1 else { return try tail.setPath(model.tensors[0], from: start, to: end, at: alphas) }
    for (name, part) in zip(model.tensors, nativeParts) {
      try tail.setPath(name, from: start.map { Array($0[part]) }, to: Array(end[part]), at: alphas)
    }
  }

  private func accumulateGradient(weights: [Double], into sum: inout [Double]) throws(NetworkError) {
    guard model.tensors.count > 1 else {
      return try tail.accumulateGradient(of: model.tensors[0], weights: weights, into: &sum)
    }
    for (name, part) in zip(model.tensors, nativeParts) {
      var values = Array(sum[part])
      try tail.accumulateGradient(of: name, weights: weights, into: &values)
      sum.replaceSubrange(part, with: values)
    }
  }

  /// Probabilities at points of a path, row after row; at most a batch of them.
  func probabilities(from start: [Float]?, to end: [Float], at alphas: [Double]) throws(NetworkError) -> [Float] {
    try setPath(from: start, to: end, at: alphas)
    try tail.forward()
    return try tail.value(of: model.probabilities).values
  }

  /// Probabilities where the attributed tensor is zero; computed once where nothing else of the sample matters.
  func probabilitiesAtZero(_ sample: Sample, like end: [Float]) throws(NetworkError) -> [Float] {
    if let zeroProbabilities, sample.frontier.isEmpty { return zeroProbabilities }
    let rows = try probabilities(from: nil, to: end, at: [0])
    let result = Array(rows.prefix(rows.count / model.tail.batch))
    if sample.frontier.isEmpty { zeroProbabilities = result }
    return result
  }

  /// A weighted sum of gradients, in memory order.
  struct GradientSum {
    /// One weight for each point still to be added.
    var weights: [Double]
    var values: [Double]
  }

  /// Adds weighted gradients of the target's probability at points of a path to a sum, in memory order.
  func accumulate(
    _ target: Int, from start: [Float]?, to end: [Float], at alphas: [Double], weights: [Double],
    into sum: inout [Double]
  ) throws(NetworkError) {
    var sums = [GradientSum(weights: weights, values: sum)]
    sum = []
    try accumulate(target, from: start, to: end, at: alphas, into: &sums)
    sum = sums[0].values
  }

  /// The same for several sums at once, each with weights of its own.
  func accumulate(
    _ target: Int, from start: [Float]?, to end: [Float], at alphas: [Double], into sums: inout [GradientSum]
  ) throws(NetworkError) {
    for first in stride(from: 0, to: alphas.count, by: model.tail.batch) {
      let range = first..<min(first + model.tail.batch, alphas.count)
      try setPath(from: start, to: end, at: Array(alphas[range]))
      try tail.forward()
      try tail.backward(of: [Int](repeating: target, count: range.count))
      for i in sums.indices {
        try accumulateGradient(weights: Array(sums[i].weights[range]), into: &sums[i].values)
      }
    }
  }

  /// The sum of the target's gradients at several values of the attributed tensor, given one behind the other in
  /// row-major order.
  func sumOfGradients(of target: Int, at points: [[Float]]) throws(NetworkError) -> [Double] {
    let size = model.shape.reduce(1, *)
    var sum = [Double](repeating: 0, count: nativeParts.last?.upperBound ?? 0)
    var index = 0
    while index < points.count {
      let next = min(index + model.tail.batch, points.count)
      for (name, (shape, part)) in zip(model.tensors, zip(model.shapes, parts)) {
        // The rest of the batch repeats the last point; it gets no gradient.
        var values = points[index..<next].flatMap { $0[part] }
        for _ in (next - index)..<model.tail.batch { values += points[next - 1][part] }
        precondition(points[index].count == size)
        try tail.set(name, Tensor(shape: [model.tail.batch] + shape, values: values))
      }
      try tail.forward()
      try tail.backward(of: [Int](repeating: target, count: next - index))
      try accumulateGradient(weights: [Double](repeating: 1, count: next - index), into: &sum)
      index = next
    }
    return try rowMajor(sum)
  }
}
