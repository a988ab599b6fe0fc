import NeuralNetwork

/// A network prepared for attributing class probabilities to the elements of one of its tensors: the part before the
/// tensor, run once an input, and the part behind it, run forward and backward for every point. Shared by all threads.
public struct AttributionModel: Sendable {
  /// From the network's input to the attributed tensor (where that is not the input itself), whatever else the part behind
  /// needs, and the probabilities.
  public let head: Plan
  /// From the attributed tensor to the probabilities, with gradients.
  public let tail: Plan
  public let inputTensor: String
  /// The tensor whose elements are given attributions.
  public let tensor: String
  public let probabilities: String
  /// Shape of the attributed tensor, without the batch axis.
  public let shape: [Int]
  /// Shape of the network's input, without the batch axis.
  public let inputShape: [Int]

  /// - Parameters:
  ///   - tensor: name of the tensor to attribute to; the network's input when nil.
  ///   - output: which of the network's outputs to explain; the first when nil.
  ///   - inputShape: one input's shape, where the network leaves it free.
  ///   - batch: points evaluated at once; chosen for the cache when nil.
  public init(
    _ network: Network, tensor: String? = nil, output: String? = nil, inputShape: [Int]? = nil, batch: Int? = nil
  ) throws(NetworkError) {
    let input = network.inputs[0].name
    let target = tensor ?? input
    let probabilities = try network.probabilities(output: output).tensor
    func tail(_ batch: Int) throws(NetworkError) -> Plan {
      try Plan(network, from: [target], to: [probabilities], inputShape: inputShape, batch: batch, differentiable: true)
    }
    var plan = try tail(batch ?? 1)
    if batch == nil, plan.scratchBytes < Self.scratchTarget {
      let wanted = min(Self.largestBatch, Self.scratchTarget / max(1, plan.scratchBytes))
      if wanted > 1 { plan = try tail(wanted) }
    }
    self.tail = plan
    let before = (target == input ? [] : [target]) + plan.frontier.filter { $0 != input }
    head = try Plan(network, to: before + [probabilities], inputShape: inputShape, batch: 1)
    inputTensor = input
    self.tensor = target
    self.probabilities = probabilities
    shape = Array(try plan.shape(of: target).dropFirst())
    self.inputShape = Array(try head.shape(of: input).dropFirst())
  }

  /// A batch of points should stay within a core's share of the cache.
  private static let scratchTarget = 16 << 20
  private static let largestBatch = 32
}
