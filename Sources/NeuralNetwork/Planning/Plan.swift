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

  /// Bytes of scratch memory that hold tensors in a runner of such a plan with gradients: they grow with the batch.
  public static func tensorBytes(
    _ network: Network, from: [String], to: [String], inputShape: [Int]?, batch: Int,
    convolutions: ConvolutionAlgorithm
  ) throws(NetworkError) -> Int {
    try Plan(
      network, from: from, to: to, inputShape: inputShape, batch: batch, differentiable: true,
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
    guard (batch ?? 1) > 0, !to.isEmpty else {
      throw .mismatch("a plan needs a batch of at least 1 and something to compute")
    }
    Engine.useOneThread()
    var graph = concrete
    let starts = (from.isEmpty ? graph.inputs : from).map { graph.resolved($0) }
    let ends = to.map { graph.resolved($0) }
    for (name, resolved) in zip(from + to, (from.isEmpty ? [] : starts) + ends) {
      guard let value = graph.values[resolved] else { throw .mismatch("the network has no tensor '\(name)'") }
      guard value.constant == nil else { throw .mismatch("the tensor '\(name)' does not depend on the input") }
      guard batch == nil || value.shape.first == batch else {
        throw .mismatch(
          "the tensor '\(name)' has shape \(Shape.text(value.shape)): its first axis is not the batch of \(batch!)")
      }
    }
    graph.prune(to: ends, cut: Set(starts))
    try graph.foldBatchNormalization(protected: Set(starts + ends))

    // Nodes that depend on the start; what else they need is set from outside.
    var dependent = Set(starts)
    var kept: [ConcreteGraph.Node] = []
    for node in graph.nodes where node.inputs.contains(where: dependent.contains) {
      kept.append(node)
      dependent.formUnion(node.outputs)
    }
    graph.nodes = kept
    for (name, end) in zip(to, ends) where !dependent.contains(end) {
      throw .mismatch("the tensor '\(name)' does not depend on \(starts.map { "'\($0)'" }.joined(separator: ", "))")
    }
    var frontier: [String] = []
    for node in kept {
      for input in node.inputs where !input.isEmpty && !dependent.contains(input) && !frontier.contains(input) {
        if graph.values[input]!.constant == nil { frontier.append(input) }
      }
    }

    let builder = PlanBuilder(
      graph, differentiable: differentiable, convolutions: convolutions, isSketch: isSketch)
    defer { builder.forgetGradients() }
    builder.requested = Set(starts + ends)
    if differentiable {
      builder.active = dependent
      for start in starts where !graph.values[start]!.type.isFloatingPoint {
        throw .mismatch("the tensor '\(start)' holds \(graph.values[start]!.type.name): it has no gradient")
      }
    }
    var inputs: [String: Port] = [:]
    for name in starts + frontier {
      let shape = graph.values[name]!.shape
      let operand = builder.newOperand(try builder.preferredLayout(name, shape))
      builder.pin(operand)
      builder.tensors[name] = operand
      inputs[name] = Port(operand: operand, shape: shape)
    }
    try builder.lowerAll()
    var outputs: [String: Port] = [:]
    for name in ends {
      let operand = try builder.tensor(name)
      builder.pin(operand)
      outputs[name] = Port(operand: operand, shape: graph.values[name]!.shape)
    }
    backwardStart = builder.steps.count
    var gradients: [String: Port] = [:]
    var seed: Port?
    if differentiable {
      let end = ends[0]
      let operand = builder.newPlain(graph.values[end]!.shape)
      builder.pin(operand)
      builder.gradients[end] = operand
      seed = Port(operand: operand, shape: graph.values[end]!.shape)
      try builder.emitBackward()
      for name in starts {
        guard let gradient = builder.gradients[name] else { continue }
        let native = try builder.reorder(gradient, to: inputs[name]!.operand.layout)
        builder.pin(native)
        gradients[name] = Port(operand: native, shape: graph.values[name]!.shape)
      }
    }
    self.batch = batch ?? 1
    self.from = starts
    self.frontier = frontier
    self.to = ends
    seedTensor = differentiable ? ends[0] : nil
    steps = builder.steps
    constants = builder.usedConstants()
    memory = MemoryPlan(regions: builder.regions, steps: builder.steps, pinned: builder.pinned)
    scratchpadBytes = steps.reduce(0) {
      if case .primitive(let primitive, _) = $1.action { max($0, primitive.scratchpad.byteCount) } else { $0 }
    }
    scratchBytes = memory.byteCount + scratchpadBytes
    self.inputs = inputs
    self.outputs = outputs
    self.gradients = gradients
    self.seed = seed
    nodes = graph.nodes.map { ($0.name, $0.type) }
    var names: [String: String] = [:]
    for (name, resolved) in zip(from + to, (from.isEmpty ? [] : starts) + ends) { names[name] = resolved }
    aliases = names
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

extension PlanBuilder {
  func pin(_ operand: Operand) {
    if case .region(let i) = operand.place { pinned.insert(i) }
  }

  /// Layout in which a start tensor is best held: the one convolutions want where images go into image operations, so that
  /// nothing needs reordering at every run; row-major elsewhere.
  func preferredLayout(_ name: String, _ shape: [Int]) throws(NetworkError) -> Layout {
    let plain = Layout(plain: shape)
    guard shape.count == 4, shape[1] >= 8, let users = consumers[name],
      users.contains(where: { user in
        let operation = graph.nodes[user].operation
        return operation is Conv || operation is MaxPool || operation is AveragePool || operation is BatchNormalization
          || operation is Concat
      })
    else { return plain }
    // Ask a convolution of this many channels what it would like.
    let weights = Layout(any: [shape[1], shape[1], 1, 1])
    let window = Window(
      kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBegin: [0, 0], padsEnd: [0, 0])
    let any = Layout(any: shape)
    guard
      let probe = try? OperationDescriptor.convolution(
        source: any, weights: weights, bias: nil, destination: any, window: window, training: differentiable
      ).prepared()
    else { return plain }
    var layout = probe.source
    if differentiable {
      guard
        let backward = try? OperationDescriptor.convolutionBackward(
          sourceGradient: any, weights: weights, destinationGradient: any, window: window, hint: probe
        ).prepared()
      else { return plain }
      layout = backward.sourceGradient
    }
    guard layout.sampleStride != nil else { return plain }
    return layout
  }
}
