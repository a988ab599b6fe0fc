import NeuralNetwork

/// Runs a model for one thread: computes an input's activation and probabilities, and gradients at points of its
/// activation space.
public final class Attributor {
  public let model: AttributionModel
  private let head: Runner
  private let tail: Runner
  private var zeroProbabilities: [Float]?

  public init(_ model: AttributionModel) throws(NetworkError) {
    self.model = model
    head = try Runner(model.head)
    tail = try Runner(model.tail)
  }

  /// An input whose values inside the network are known.
  public struct Sample: Sendable {
    public var input: Tensor
    /// The attributed tensor's values, with a batch axis of 1.
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
    for name in model.tail.frontier { frontier[name] = name == model.inputTensor ? input : try first(name) }
    let activation = model.tensor == model.inputTensor ? input : try first(model.tensor)
    return Sample(
      input: input, activation: activation, probabilities: try first(model.probabilities).values, frontier: frontier)
  }

  /// Sets what the part behind the attributed tensor needs besides that tensor.
  func begin(_ sample: Sample) throws(NetworkError) {
    for (name, tensor) in sample.frontier { try tail.set(name, tensor) }
  }

  func native(_ tensor: Tensor) throws(NetworkError) -> [Float] { try tail.native(tensor, for: model.tensor) }
  func rowMajor(_ native: [Double]) throws(NetworkError) -> [Double] {
    try tail.rowMajor(native, for: model.tensor)
  }

  /// Probabilities at points of a path, row after row; at most a batch of them.
  func probabilities(from start: [Float]?, to end: [Float], at alphas: [Double]) throws(NetworkError) -> [Float] {
    try tail.setPath(model.tensor, from: start, to: end, at: alphas)
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

  /// Adds weighted gradients of the target's probability at points of a path to a sum, in memory order.
  func accumulate(
    _ target: Int, from start: [Float]?, to end: [Float], at alphas: ArraySlice<Double>, weights: ArraySlice<Double>,
    into sum: inout [Double]
  ) throws(NetworkError) {
    var none: [Double] = []
    try accumulate(
      target, from: start, to: end, at: alphas, weights: weights, into: &sum, coarse: [], into: &none)
  }

  /// The same with a second set of weights, for a second sum.
  func accumulate(
    _ target: Int, from start: [Float]?, to end: [Float], at alphas: ArraySlice<Double>, weights: ArraySlice<Double>,
    into sum: inout [Double], coarse: [Double], into coarseSum: inout [Double]
  ) throws(NetworkError) {
    var index = alphas.startIndex
    while index < alphas.endIndex {
      let next = min(index + model.tail.batch, alphas.endIndex)
      try tail.setPath(model.tensor, from: start, to: end, at: Array(alphas[index..<next]))
      try tail.forward()
      try tail.backward(of: [Int](repeating: target, count: next - index))
      try tail.accumulateGradient(of: model.tensor, weights: Array(weights[index..<next]), into: &sum)
      if !coarse.isEmpty {
        try tail.accumulateGradient(of: model.tensor, weights: Array(coarse[index..<next]), into: &coarseSum)
      }
      index = next
    }
  }

  /// The sum of the target's gradients at several values of the attributed tensor, given one behind the other in
  /// row-major order.
  func sumOfGradients(of target: Int, at points: [[Float]]) throws(NetworkError) -> [Double] {
    let size = model.shape.reduce(1, *)
    var sum = [Double](repeating: 0, count: try native(Tensor(shape: [1] + model.shape, repeating: 0)).count)
    var index = 0
    while index < points.count {
      let next = min(index + model.tail.batch, points.count)
      // The rest of the batch repeats the last point; it gets no gradient.
      var values = points[index..<next].flatMap { $0 }
      for _ in (next - index)..<model.tail.batch { values += points[next - 1] }
      precondition(values.count == size * model.tail.batch)
      try tail.forward([model.tensor: Tensor(shape: [model.tail.batch] + model.shape, values: values)])
      try tail.backward(of: [Int](repeating: target, count: next - index))
      try tail.accumulateGradient(
        of: model.tensor, weights: [Double](repeating: 1, count: next - index), into: &sum)
      index = next
    }
    return try rowMajor(sum)
  }
}
