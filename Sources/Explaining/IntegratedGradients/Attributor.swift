import NeuralNetwork

/// Runs a model for one thread: computes an input's activation and probabilities, and gradients at points of its
/// activation space.
public final class Attributor {
  public let model: AttributionModel
  /// Asked before each batch of points of a path; when it says true, methods throw a `NetworkError` of kind `interrupted`.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// Made with the first sample: a ``ModelSession`` has the values from its own forward pass.
  private var head: Runner?
  private var tails: [AttributionTails.Kind: TailRunner] = [:]
  private var surroundings: [String: Tensor] = [:]

  public init(_ model: AttributionModel) throws(NetworkError) {
    self.model = model
  }

  /// Sets what the network takes from elsewhere than the input, for all samples from now on; each value with a batch axis
  /// of 1. Needed where `model.surroundings` is not empty.
  public func setSurroundings(_ values: [String: Tensor]) throws(NetworkError) {
    surroundings = [:]
    for name in model.surroundings {
      guard let value = values[name] else { throw NetworkError(.mismatch, "the tensor '\(name)' is not given") }
      surroundings[name] = value
    }
    if let head { try setSurroundings(of: head) }
    for tail in tails.values { try tail.setSurroundings(surroundings) }
  }

  private func setSurroundings(of head: Runner) throws(NetworkError) {
    for (name, value) in surroundings where model.head.frontier.contains(name) { try head.set(name, value) }
  }

  private func runningHead() throws(NetworkError) -> Runner {
    if let head { return head }
    let runner = try Runner(model.head)
    try setSurroundings(of: runner)
    head = runner
    return runner
  }

  /// What runs the part behind the attributed tensors, ready for a sample.
  func tail(_ kind: AttributionTails.Kind, _ sample: Sample) throws(NetworkError) -> TailRunner {
    if tails[kind] == nil {
      let tail = try TailRunner(model, kind)
      try tail.setSurroundings(surroundings)
      tails[kind] = tail
    }
    let tail = tails[kind]!
    tail.isInterrupted = isInterrupted
    try tail.begin(sample)
    return tail
  }

  /// An input whose values inside the network are known.
  public struct Sample: Sendable {
    public var input: Tensor
    /// The attributed tensor's values, with a batch axis of 1; of several `[1, elements]`.
    public var activation: Tensor
    public var probabilities: [Float]
    /// Values that the part behind the attributed tensor takes from elsewhere.
    var frontier: [String: Tensor]

    /// - Parameter value: a tensor's values for the input, with a batch axis of 1.
    init(
      of model: AttributionModel, input: Tensor, probabilities: [Float],
      value: (String) throws(NetworkError) -> Tensor
    ) throws(NetworkError) {
      self.input = input
      self.probabilities = probabilities
      frontier = [:]
      for name in model.passedOn { frontier[name] = try value(name) }
      var activations: [Tensor] = []
      for name in model.tensors { activations.append(try value(name)) }
      activation =
        activations.count == 1
        ? activations[0] : Tensor(shape: [1] + model.shape, values: activations.flatMap(\.values))
    }

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
    let head = try runningHead()
    try head.forward([model.inputTensor: input])
    func first(_ name: String) throws(NetworkError) -> Tensor {
      let value = try head.value(of: name)
      let size = value.count / value.shape[0]
      return Tensor(shape: [1] + value.shape.dropFirst(), values: Array(value.values.prefix(size)))
    }
    return try Sample(
      of: model, input: input, probabilities: try first(model.probabilities).values,
      value: { (name) throws(NetworkError) in name == model.inputTensor ? input : try first(name) })
  }
}
