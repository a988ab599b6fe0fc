/// An operator that stands for a few others: they are put in its place when a graph's shapes are known, and give its
/// values and gradients.
protocol CompositeOperator: Operator {
  /// Writes the nodes.
  /// - Parameter inputs: nil where an optional input is absent.
  /// - Returns: the tensor that is each output, in order.
  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String]
}

extension CompositeOperator {
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { [] }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}

/// Collects the nodes that stand for a composite one.
struct NodeWriter {
  /// The composite node's name, which those of the new ones begin with.
  let name: String
  /// The composite node's inputs.
  let inputs: [String]
  private(set) var nodes: [Graph.Node] = []
  private(set) var constants: [String: ConstantTensor] = [:]

  init(name: String, inputs: [String]) {
    self.name = name
    self.inputs = inputs
  }

  mutating func constant(_ tensor: ConstantTensor) -> String {
    let constant = "\(name)/constant\(constants.count)"
    constants[constant] = tensor
    return constant
  }

  mutating func append(_ node: Graph.Node) { nodes.append(node) }

  mutating func number(_ value: Double) -> String { constant(ConstantTensor([], [value])) }
  mutating func integers(_ values: [Int]) -> String {
    constant(ConstantTensor([values.count], integers: values.map { Int64($0) }))
  }

  /// Writes a node of an operator of set 18.
  /// - Returns: its outputs.
  mutating func add(
    _ type: String, _ inputs: [String], _ attributes: [String: NodeAttributes.Attribute] = [:], outputs count: Int
  ) throws(NetworkError) -> [String] {
    let title = "\(name)/\(type)\(nodes.count)"
    let outputs = (0..<count).map { "\(title):\($0)" }
    var reader = NodeAttributes(opset: 18, inputCount: inputs.count, outputCount: count, attributes: attributes)
    guard let operatorType = OperatorRegistry.byName[type] else { throw .unsupported("its part \(type)") }
    let operation = try operatorType.init(&reader)
    nodes.append(Graph.Node(name: title, type: type, inputs: inputs, outputs: outputs, operation: operation))
    return outputs
  }

  mutating func add(_ type: String, _ inputs: [String], _ attributes: [String: NodeAttributes.Attribute] = [:])
    throws(NetworkError) -> String
  { try add(type, inputs, attributes, outputs: 1)[0] }

  mutating func reshape(_ tensor: String, _ shape: [Int]) throws(NetworkError) -> String {
    try add("Reshape", [tensor, integers(shape)], ["allowzero": .int(1)])
  }
}
