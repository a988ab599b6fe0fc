import ONNXSchema

/// What stands in a node besides its inputs and outputs.
extension ONNXReader {
  func attribute(_ proto: Onnx_AttributeProto, opset: Int) throws(NetworkError) -> NodeAttributes.Attribute {
    // Old exporters leave the type out: then the one field that is set tells it.
    switch proto.type {
    case .float: return .float(proto.f)
    case .int: return .int(Int(proto.i))
    case .string: return .string(String(decoding: proto.s, as: UTF8.self))
    case .tensor: return .tensor(try constantTensor(proto.t))
    case .floats: return .floats(proto.floats)
    case .ints: return .ints(proto.ints.map { Int($0) })
    case .strings: return .strings(proto.strings.map { String(decoding: $0, as: UTF8.self) })
    case .graph: return .graph(try subgraph(proto.g, opset: opset))
    case .undefined:
      if proto.hasF { return .float(proto.f) }
      if proto.hasI { return .int(Int(proto.i)) }
      if proto.hasS { return .string(String(decoding: proto.s, as: UTF8.self)) }
      if proto.hasT { return .tensor(try constantTensor(proto.t)) }
      if !proto.floats.isEmpty { return .floats(proto.floats) }
      return .ints(proto.ints.map { Int($0) })
    default: return .unsupported("\(proto.type)")
    }
  }

  /// A branch of a node, which takes nothing but tensors from around it.
  private func subgraph(_ proto: Onnx_GraphProto, opset: Int) throws(NetworkError) -> Subgraph {
    guard proto.input.isEmpty else { throw .malformed("a branch has inputs of its own") }
    guard proto.node.count <= limits.nodes else { throw .tooLarge("a branch has more than \(limits.nodes) nodes") }
    var names = Set<String>()
    let constants = try weights(of: proto, names: &names)
    var nodes: [Graph.Node] = []
    var captured: [String] = []
    func use(_ name: String) {
      if !name.isEmpty, !names.contains(name), !captured.contains(name) { captured.append(name) }
    }
    for (index, part) in proto.node.enumerated() {
      let node = try self.node(part, index: index, opset: opset)
      node.inputs.forEach(use)
      for output in node.outputs where !output.isEmpty {
        guard !captured.contains(output), names.insert(output).inserted else {
          throw .malformed("\(node.title): '\(output)' is used before it is computed, or computed twice")
        }
      }
      nodes.append(node)
    }
    let outputs = proto.output.map(\.name)
    guard !outputs.contains("") else { throw .malformed("an output of a branch has no name") }
    outputs.forEach(use)
    return Subgraph(nodes: nodes, constants: constants, outputs: outputs, captured: captured)
  }
}
