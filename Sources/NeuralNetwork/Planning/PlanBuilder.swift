import OneDNN

/// Turns a concrete graph into steps: operators write their forward steps and register their gradients; the gradients are
/// then written in reverse order. Every tensor is written once (sums make a new one), so that lifetimes are plain.
final class PlanBuilder {
  var graph: ConcreteGraph
  let differentiable: Bool
  let convolutions: ConvolutionAlgorithm
  /// Constants are left out: only the sizes of the plan matter.
  let isSketch: Bool
  private(set) var steps: [Step] = []
  private(set) var regions: [Int] = []  // bytes
  private(set) var constants: [ConstantMemory] = []
  /// Regions that keep their contents from the start to the end of a run.
  var pinned = Set<Int>()

  var tensors: [String: Operand] = [:]
  /// Tensors that are the parts named, one behind the other along the channels; in `tensors` only once put together.
  var parts: [String: [String]] = [:]
  private var copies: [String: [Operand]] = [:]
  private var constantCopies: [String: [Operand]] = [:]
  private var packedCopies: [Int: [(from: Layout, copy: Operand)]] = [:]
  var gradients: [String: Operand] = [:]
  /// Tensors through which the gradient has to flow.
  var active = Set<String>()
  /// Results of activations whose gradient already is that of the argument, because a later node has seen to it.
  var gradientSettled = Set<String>()
  /// Tensors that the caller asked for, which fusing must leave computable.
  var requested = Set<String>()
  private var tape: [(node: Int, emit: () throws(NetworkError) -> Void)] = []
  private var currentNode = 0
  private var isBackward = false
  var done = Set<Int>()
  let consumers: [String: [Int]]
  let producers: [String: Int]

  init(_ graph: ConcreteGraph, differentiable: Bool, convolutions: ConvolutionAlgorithm, isSketch: Bool) {
    self.graph = graph
    self.convolutions = convolutions
    self.isSketch = isSketch
    self.differentiable = differentiable
    var consumers: [String: [Int]] = [:]
    var producers: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in Set(node.inputs) { consumers[input, default: []].append(index) }
      for output in node.outputs { producers[output] = index }
    }
    self.consumers = consumers
    self.producers = producers
  }

  func lowerAll() throws(NetworkError) {
    for index in graph.nodes.indices where !done.contains(index) {
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

  /// A constant packed once into `layout`, shared between all that ask for the same.
  /// - Parameter tensor: worked out only where it is needed.
  func constant(_ key: String, _ tensor: @autoclosure () -> ConstantTensor, _ layout: Layout) throws(NetworkError)
    -> Operand
  {
    if let known = constantCopies[key]?.first(where: { $0.layout == layout }) { return known }
    constants.append(
      try isSketch ? ConstantMemory() : ConstantMemory(tensor().floats, layout: layout))
    let operand = Operand(place: .constant(constants.count - 1), layout: layout)
    constantCopies[key, default: []].append(operand)
    return operand
  }

  /// A constant packed once more, from one layout into another.
  private func packed(_ index: Int, from: Layout, to layout: Layout) throws(NetworkError) -> Operand {
    if let known = packedCopies[index]?.first(where: { $0.from == from && $0.copy.layout == layout }) {
      return known.copy
    }
    constants.append(try isSketch ? ConstantMemory() : ConstantMemory(constants[index], from: from, to: layout))
    let packed = Operand(place: .constant(constants.count - 1), layout: layout)
    packedCopies[index, default: []].append((from, packed))
    return packed
  }

  /// The constants that steps use; what was only packed into another layout is let go.
  func usedConstants() -> [ConstantMemory?] {
    var used = Set<Int>()
    for step in steps {
      for case .constant(let index) in (step.reads + step.writes).map(\.place) { used.insert(index) }
    }
    return constants.indices.map { used.contains($0) ? constants[$0] : nil }
  }

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

  // MARK: layouts

  /// The operand in another layout; a constant is packed at once, anything else at every run.
  func reorder(_ operand: Operand, to layout: Layout) throws(NetworkError) -> Operand {
    if operand.layout == layout { return operand }
    if operand.layout.isPlain && layout.isPlain { return operand.with(layout) }
    if case .constant(let index) = operand.place { return try packed(index, from: operand.layout, to: layout) }
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
