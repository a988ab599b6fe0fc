import NeuralNetwork

/// A network prepared for attributing class probabilities to the elements of some of its tensors: the part before the
/// tensors, run once an input, and the part behind them, run forward and backward for every point. Shared by all threads.
public struct AttributionModel: Sendable {
  /// From the input to the attributed tensors (where they are not the input itself), whatever else the part behind needs,
  /// and the probabilities.
  public let head: Plan
  /// What runs for the points of a path from zero: to the probabilities, with gradients.
  public let tail: Plan
  /// The tensor that a sample sets: the network's input, or one further on.
  public let inputTensor: String
  /// The tensors whose elements are given attributions, all on one straight path.
  public let tensors: [String]
  public let probabilities: String
  /// Shape of the attributed tensor, without the batch axis; of several `[elements]`, one tensor's behind the other's.
  public let shape: [Int]
  /// Shape of each attributed tensor, without the batch axis.
  public let shapes: [[Int]]
  /// Shape of the input, without the batch axis.
  public let inputShape: [Int]
  /// What both parts take from elsewhere, because it does not depend on the input: see ``Attributor/setSurroundings(_:)``.
  public let surroundings: [String]
  /// What the part behind the attributed tensors takes from the part before.
  let passedOn: [String]
  let tails: AttributionTails

  /// - Parameters:
  ///   - tensor: name of the tensor to attribute to; the network's input when nil.
  ///   - output: which of the network's outputs to explain; the first when nil.
  ///   - inputShape: one input's shape, where the network leaves it free.
  ///   - batch: points evaluated at once; chosen for cache and memory when nil.
  ///   - points: how many points there will be for an input, where that is known: batches then divide them well.
  public init(
    _ network: Network, tensor: String? = nil, output: String? = nil, inputShape: [Int]? = nil, batch: Int? = nil,
    points: Int? = nil
  ) throws(NetworkError) {
    try self.init(
      network, entry: network.inputs[0].name, tensors: [tensor ?? network.inputs[0].name], output: output,
      inputShape: inputShape, batch: batch, points: points)
  }

  /// - Parameters:
  ///   - entry: the tensor that takes the input's place, such as an embedding.
  ///   - tensors: attributed together, as one long vector.
  ///   - inputShape: one sample's shape at the network's own input, where the network leaves it free.
  public init(
    _ network: Network, entry: String, tensors: [String], output: String? = nil, inputShape: [Int]? = nil,
    batch: Int? = nil, points: Int? = nil
  ) throws(NetworkError) {
    let probabilities = try network.probabilities(output: output, inputShape: inputShape).tensor
    tails = AttributionTails(
      network: network, tensors: tensors, probabilities: probabilities, inputShape: inputShape, batch: batch,
      points: points)
    let plan = try tails.tail(.ray).plan
    tail = plan
    let dependent = network.tensors(dependingOn: entry)
    passedOn = plan.frontier.filter { dependent.contains($0) }
    let before = (tensors == [entry] ? [] : tensors) + passedOn.filter { $0 != entry }
    head = try Plan(network, from: [entry], to: before + [probabilities], inputShape: inputShape, batch: 1)
    var seen: Set<String> = []
    surroundings = (head.frontier + plan.frontier.filter { !dependent.contains($0) }).filter {
      seen.insert($0).inserted
    }
    inputTensor = entry
    self.tensors = tensors
    self.probabilities = probabilities
    var shapes: [[Int]] = []
    for tensor in tensors { shapes.append(Array(try head.shape(of: tensor).dropFirst())) }
    self.shapes = shapes
    shape = shapes.count == 1 ? shapes[0] : [shapes.reduce(0) { $0 + $1.reduce(1, *) }]
    self.inputShape = Array(try head.shape(of: entry).dropFirst())
  }
}
