import OneDNN

/// A part of a network compiled for one input shape and batch size: from some of its tensors to others, forward and, where
/// wanted, backward. Holds the packed weights; any number of ``Runner``s share it, one a thread.
public struct Plan: Sendable {
  /// A tensor the caller sets or reads.
  struct Port: Sendable {
    var operand: Operand
    /// Shape in the network, the batch included.
    var shape: [Int]
  }

  /// Samples computed at once. The one asked for, or the one the model file fixes.
  public let batch: Int
  /// Tensors where the plan starts, to be set before each run.
  public let from: [String]
  /// Further tensors that must be set, because what is computed needs them and they do not depend on `from`: taken from the
  /// sample's own forward pass. Empty where `from` is a cut of the graph.
  public let frontier: [String]
  /// Tensors whose values can be read after a run.
  public let to: [String]
  /// The tensor of whose elements gradients are taken; nil where the plan is not differentiable.
  public let seedTensor: String?
  /// Bytes of scratch memory that each runner needs.
  public let scratchBytes: Int

  let steps: [Step]
  let backwardStart: Int
  /// nil: used by no step.
  let constants: [ConstantMemory?]
  let memory: MemoryPlan
  let scratchpadBytes: Int
  let inputs: [String: Port]
  let outputs: [String: Port]
  let gradients: [String: Port]
  let seed: Port?
  let nodes: [(name: String, type: String)]

  /// - Parameters:
  ///   - from: tensors to start at; the network's inputs when empty.
  ///   - to: tensors to compute. Where gradients are wanted, they are of elements of the first.
  ///   - inputShape: one sample's shape at the network's input, without the batch axis; the file's when nil.
  ///   - batch: samples at once.
  ///   - differentiable: whether gradients with respect to `from` are wanted.
  ///   - convolutions: how convolutions are computed; `direct` where the last digits matter.
  public init(
    _ network: Network, from: [String] = [], to: [String], inputShape: [Int]? = nil, batch: Int = 1,
    differentiable: Bool = false, convolutions: ConvolutionAlgorithm = .direct
  ) throws(NetworkError) {
    try self.init(
      network, from: from, to: to, inputShape: inputShape, batch: batch, differentiable: differentiable,
      convolutions: convolutions, isSketch: false)
  }

  /// Bytes of scratch memory that hold tensors in a runner of such a plan for one sample.
  static func tensorBytes(
    _ network: Network, from: [String], to: [String], inputShape: [Int]?, differentiable: Bool,
    convolutions: ConvolutionAlgorithm
  ) throws(NetworkError) -> Int {
    try Plan(
      network, from: from, to: to, inputShape: inputShape, batch: 1, differentiable: differentiable,
      convolutions: convolutions, isSketch: true
    ).memory.byteCount
  }

  private init(
    _ network: Network, from: [String], to: [String], inputShape: [Int]?, batch: Int, differentiable: Bool,
    convolutions: ConvolutionAlgorithm, isSketch: Bool
  ) throws(NetworkError) {
    do throws(NetworkError) {
      try self.init(
        network.concrete(inputShape: inputShape, batch: batch), batch: network.fixedBatch ?? batch, from: from, to: to,
        differentiable: differentiable, convolutions: convolutions, isSketch: isSketch)
    } catch {
      throw error.inside(network.name)
    }
  }

  /// - Parameter batch: extent of the first axis of all tensors set and read; nil takes any tensors as one sample (what the
  ///   tests of single operators want).
  init(
    _ concrete: ConcreteGraph, batch: Int?, from: [String], to: [String], differentiable: Bool,
    convolutions: ConvolutionAlgorithm = .direct, isSketch: Bool = false
  ) throws(NetworkError) {
    Engine.useOneThread()
    let part = try GraphPart(concrete, batch: batch, from: from, to: to)
    let builder = PlanBuilder(
      part, differentiable: differentiable, convolutions: convolutions, isSketch: isSketch)
    defer { builder.forgetGradients() }
    inputs = try builder.addInputs(part)
    try builder.lowerAll()
    outputs = try builder.addOutputs(part)
    backwardStart = builder.steps.count
    seed = differentiable ? builder.addSeed(part.ends[0]) : nil
    if differentiable { try builder.emitBackward() }
    gradients = try builder.addGradients(part, inputs)

    self.batch = batch ?? 1
    self.from = part.starts
    frontier = part.frontier
    self.to = part.ends
    seedTensor = differentiable ? part.ends[0] : nil
    aliases = part.aliases
    nodes = part.graph.nodes.map { ($0.name, $0.type) }
    steps = builder.steps
    constants = builder.usedConstants()
    memory = MemoryPlan(regions: builder.regions, steps: builder.steps, pinned: builder.pinned)
    scratchpadBytes = steps.reduce(0) {
      if case .primitive(let primitive, _) = $1.action { max($0, primitive.scratchpad.byteCount) } else { $0 }
    }
    scratchBytes = memory.byteCount + scratchpadBytes
  }

  /// Names given by the caller and those the tensors have here.
  private let aliases: [String: String]
  func resolved(_ name: String) -> String { aliases[name] ?? name }

  /// Shape of a tensor that is set or read, the batch included.
  public func shape(of tensor: String) throws(NetworkError) -> [Int] {
    let name = resolved(tensor)
    guard let port = inputs[name] ?? outputs[name] else {
      throw .mismatch("the plan neither takes nor gives '\(tensor)'")
    }
    return port.shape
  }

  /// Multiplications and additions of one run of the convolutions and matrix products, forward and backward.
  public var operations: (forward: Int, backward: Int) {
    (
      steps[..<backwardStart].reduce(0) { $0 + $1.operations }, steps[backwardStart...].reduce(0) { $0 + $1.operations }
    )
  }
}
