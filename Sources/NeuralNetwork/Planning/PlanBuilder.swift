import OneDNN

/// Turns a concrete graph into steps: operators write their forward steps and register their gradients; the gradients are
/// then written in reverse order. Every tensor is written once (sums make a new one), so that lifetimes are plain.
final class PlanBuilder {
  let differentiable: Bool
  let convolutions: ConvolutionAlgorithm
  private(set) var steps: [Step] = []
  private(set) var regions: [Int] = []  // bytes
  /// Regions that keep their contents from the start to the end of a run.
  private(set) var pinned = Set<Int>()

  private var graph: ConcreteGraph
  private let consumers: [String: [Int]]
  private let producers: [String: Int]
  /// Tensors that the caller asked for, which fusing must leave computable.
  private let requested: Set<String>
  /// Nodes whose work the steps of another do.
  private var absorbed = Set<Int>()

  private var tensors: [String: Operand] = [:]
  /// Tensors that are the parts named, one behind the other along the channels; in `tensors` only once put together.
  private var parts: [String: [String]] = [:]
  private var copies: [String: [Operand]] = [:]
  private var constants: ConstantPool

  private var gradients: [String: Operand] = [:]
  /// Tensors through which the gradient has to flow.
  private var active: Set<String>
  /// Results of activations whose gradient already is that of the argument, because a later node takes care of it.
  private var gradientSettled = Set<String>()
  private var tape: [(node: Int, emit: () throws(NetworkError) -> Void)] = []
  private var currentNode = 0
  private var isBackward = false

  /// - Parameter isSketch: whether constants are left out, because only the sizes of the plan matter.
  init(_ part: GraphPart, differentiable: Bool, convolutions: ConvolutionAlgorithm, isSketch: Bool) {
    graph = part.graph
    self.convolutions = convolutions
    self.differentiable = differentiable
    requested = Set(part.starts + part.ends)
    active = differentiable ? part.dependent : []
    constants = ConstantPool(isSketch: isSketch)
    var consumers: [String: [Int]] = [:]
    var producers: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in Set(node.inputs) { consumers[input, default: []].append(index) }
      for output in node.outputs { producers[output] = index }
    }
    self.consumers = consumers
    self.producers = producers
  }

  // MARK: the graph

  func node(_ index: Int) -> ConcreteGraph.Node { graph.nodes[index] }

  /// Type, shape and, where it is constant, contents of a tensor; nil for one that does not exist.
  func value(of tensor: String) -> Value? { graph.values[tensor] }

  func users(of tensor: String) -> [Int] { consumers[tensor] ?? [] }

  func producer(of tensor: String) -> Int? { producers[tensor] }

  func isRequested(_ tensor: String) -> Bool { requested.contains(tensor) }

  /// The node that alone uses a tensor, which nobody else wants to see.
  func onlyUser(of tensor: String) -> Int? {
    guard let users = consumers[tensor], users.count == 1, !requested.contains(tensor) else { return nil }
    return users[0]
  }

  /// Makes a tensor known that the model does not have, computed from one of the model's.
  func declare(_ tensor: String, _ value: Value, from origin: String) {
    guard graph.values[tensor] == nil else { return }
    graph.values[tensor] = value
    if active.contains(origin) { active.insert(tensor) }
  }

  // MARK: lowering

  /// A node's work is done by the steps of the one before it: it writes none of its own.
  func absorb(_ node: Int) { absorbed.insert(node) }

  func lowerAll() throws(NetworkError) {
    for index in graph.nodes.indices where !absorbed.contains(index) {
      currentNode = index
      do {
        try graph.nodes[index].operation.lower(LoweredNode(builder: self, index: index))
      } catch {
        throw error.inside(graph.nodes[index].title)
      }
    }
  }

  func emitBackward() throws(NetworkError) {
    isBackward = true
    for entry in tape.reversed() {
      currentNode = entry.node
      do {
        try entry.emit()
      } catch {
        throw error.inside("gradient of \(graph.nodes[entry.node].title)")
      }
    }
  }

  /// Lets go of what was registered: it holds the builder.
  func forgetGradients() { tape = [] }

  func onBackward(node: Int, _ emit: @escaping () throws(NetworkError) -> Void) { tape.append((node, emit)) }

  // MARK: memory

  func newOperand(_ layout: Layout) -> Operand {
    regions.append(layout.byteCount)
    return Operand(place: .region(regions.count - 1), layout: layout)
  }

  func newPlain(_ shape: [Int]) -> Operand { newOperand(Layout(plain: shape)) }

  /// Keeps an operand's contents from the start to the end of a run.
  func pin(_ operand: Operand) {
    if case .region(let i) = operand.place { pinned.insert(i) }
  }

  /// A constant packed once into `layout`, shared between all that ask for the same.
  /// - Parameter tensor: worked out only where it is needed.
  func constant(_ key: String, _ tensor: @autoclosure () -> ConstantTensor, _ layout: Layout) throws(NetworkError)
    -> Operand
  { try constants.operand(key, tensor, layout) }

  /// The constants that steps use, by number.
  func usedConstants() -> [ConstantMemory?] { constants.used(by: steps) }

  // MARK: steps

  /// Has an operation run; operands that are nil are left out.
  func primitive(
    _ operation: OperationDescriptor, _ what: String, reads: [(Argument, Operand?)], writes: [(Argument, Operand?)],
    mayOverwrite: Operand? = nil
  ) throws(NetworkError) {
    try primitive(operation.prepared(), what, reads: reads, writes: writes, mayOverwrite: mayOverwrite)
  }

  func primitive(
    _ descriptor: PrimitiveDescriptor, _ what: String, reads: [(Argument, Operand?)], writes: [(Argument, Operand?)],
    mayOverwrite: Operand? = nil, operations: Int = 0
  ) throws(NetworkError) {
    let primitive = try library { () throws(OneDNNError) in try Primitive(descriptor) }
    let operands = (reads + writes).compactMap { argument, operand in
      operand.map { (argument: argument, operand: $0) }
    }
    steps.append(
      Step(
        action: .primitive(primitive, operands), node: currentNode, isBackward: isBackward, what: what,
        reads: reads.compactMap(\.1), writes: writes.compactMap(\.1), mayOverwrite: mayOverwrite,
        operations: operations))
  }

  func kernel(
    _ what: String, reads: [Operand], writes: [Operand], mayOverwrite: Operand? = nil,
    _ run: @escaping @Sendable ([UnsafeMutablePointer<Float>]) -> Void
  ) {
    steps.append(
      Step(
        action: .kernel(operands: reads + writes, run: run), node: currentNode, isBackward: isBackward, what: what,
        reads: reads, writes: writes, mayOverwrite: mayOverwrite, operations: 0))
  }

  // MARK: tensors

  /// Says where a tensor lies.
  func define(_ tensor: String, as operand: Operand) { tensors[tensor] = operand }

  /// Leaves a tensor in parts, one behind the other along the channels, until somebody needs the whole.
  func keepApart(_ tensor: String, as parts: [String]) { self.parts[tensor] = parts }

  /// The parts that a tensor was left in.
  func parts(of tensor: String) -> [String]? { parts[tensor] }

  /// The tensor as it lies in memory, put together if its parts have not been yet.
  func tensor(_ name: String) throws(NetworkError) -> Operand {
    if let operand = tensors[name] { return operand }
    var sources: [Operand] = []
    for part in parts[name]! { sources.append(try tensor(part)) }
    let operand = try concatenated(sources, axis: 1)
    tensors[name] = operand
    return operand
  }

  /// The operand in another layout; a constant is packed at once, anything else at every run.
  func reorder(_ operand: Operand, to layout: Layout) throws(NetworkError) -> Operand {
    if operand.layout == layout { return operand }
    if operand.layout.isPlain && layout.isPlain { return operand.with(layout) }
    if case .constant(let index) = operand.place {
      return try constants.operand(index, from: operand.layout, to: layout)
    }
    let result = newOperand(layout)
    try primitive(
      .reorder(from: operand.layout, to: layout), "reorder", reads: [(.from, operand)],
      writes: [(.to, result)])
    return result
  }

  func plain(_ operand: Operand) throws(NetworkError) -> Operand {
    try reorder(operand, to: Layout(plain: operand.shape))
  }

  /// A tensor in the layout asked for; copies are made once.
  func tensor(_ name: String, as layout: Layout) throws(NetworkError) -> Operand {
    let value = graph.values[name]!
    if let constant = value.constant { return try self.constant(name, constant, layout) }
    let operand = try tensor(name)
    if operand.layout == layout { return operand }
    if let copy = copies[name]?.first(where: { $0.layout == layout }) { return copy }
    // Inside the backward pass a copy would not exist yet for a run of the forward steps alone; it is still only made once.
    let copy = try reorder(operand, to: layout)
    copies[name, default: []].append(copy)
    return copy
  }

  // MARK: gradients

  /// Whether the gradient has to flow through a tensor.
  func carriesGradient(_ tensor: String) -> Bool { active.contains(tensor) }

  /// What has arrived as the gradient of a tensor so far.
  func gradient(of tensor: String) -> Operand? { gradients[tensor] }

  func setGradient(of tensor: String, _ gradient: Operand) { gradients[tensor] = gradient }

  /// The gradient of an activation's result is from now on taken for that of its argument.
  func settleGradient(of result: String) { gradientSettled.insert(result) }

  func isGradientSettled(_ result: String) -> Bool { gradientSettled.contains(result) }

  /// Adds to the gradient of a tensor.
  func addGradient(_ name: String, _ gradient: Operand) throws(NetworkError) {
    guard active.contains(name) else { return }
    guard let known = gradients[name] else {
      gradients[name] = gradient
      return
    }
    let other = try reorder(gradient, to: known.layout)
    let result = newOperand(known.layout)
    try primitive(
      .binary(.add, known.layout, other.layout, destination: result.layout), "add gradients",
      reads: [(.first, known), (.second, other)], writes: [(.destination, result)], mayOverwrite: known)
    gradients[name] = result
  }
}
