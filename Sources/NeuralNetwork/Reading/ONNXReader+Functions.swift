import ONNXSchema

/// Functions that a model defines for itself: each node that calls one is replaced by the function's nodes.
extension ONNXReader {
  /// The graph's nodes with all functions expanded.
  func expanded(_ model: Onnx_ModelProto) throws(NetworkError) -> [Onnx_NodeProto] {
    var functions: [String: Onnx_FunctionProto] = [:]
    for function in model.functions { functions[Self.key(function.domain, function.name)] = function }
    var expansion = Expansion(functions: functions)
    for (index, node) in model.graph.node.enumerated() {
      try expand(node, prefix: "f\(index)", calls: [], into: &expansion)
    }
    return expansion.nodes
  }

  private struct Expansion {
    let functions: [String: Onnx_FunctionProto]
    var nodes: [Onnx_NodeProto] = []
    /// Nodes and calls met so far: functions that call each other twice could multiply without leaving any node.
    var count = 0
  }

  private static func key(_ domain: String, _ name: String) -> String { "\(domain)\u{0}\(name)" }

  private func expand(
    _ node: Onnx_NodeProto, prefix: String, calls: [String], into result: inout Expansion
  ) throws(NetworkError) {
    result.count += 1
    guard result.count <= limits.nodes else { throw .tooLarge("the graph has more than \(limits.nodes) nodes") }
    let key = Self.key(node.domain, node.opType)
    guard let function = result.functions[key] else { return result.nodes.append(node) }
    let title = "the function '\(node.domain).\(node.opType)'"
    guard !calls.contains(key) else { throw .malformed("\(title) calls itself") }
    guard node.input.count <= function.input.count, node.output.count <= function.output.count else {
      throw .malformed("\(title) has \(function.input.count) inputs and \(function.output.count) outputs")
    }
    var names: [String: String] = [:]
    for (i, name) in function.input.enumerated() { names[name] = i < node.input.count ? node.input[i] : "" }
    for (name, given) in zip(function.output, node.output) where !given.isEmpty {
      // A function that hands an input on as a result.
      if let input = names[name] {
        var identity = Onnx_NodeProto()
        identity.opType = "Identity"
        identity.name = "\(prefix)/\(name)"
        identity.input = [input]
        identity.output = [given]
        result.nodes.append(identity)
      } else {
        names[name] = given
      }
    }
    var attributes: [String: Onnx_AttributeProto] = [:]
    for attribute in function.attributeProto { attributes[attribute.name] = attribute }
    for attribute in node.attribute { attributes[attribute.name] = attribute }
    for (index, part) in function.node.enumerated() {
      var copy = part
      let place = "\(prefix)/\(index)"
      copy.name = "\(node.name.isEmpty ? place : node.name)/\(part.name.isEmpty ? "\(index)" : part.name)"
      let renamed = { (name: String) in name.isEmpty ? "" : names[name] ?? "\(prefix)/\(name)" }
      copy.input = part.input.map(renamed)
      copy.output = part.output.map(renamed)
      copy.attribute = []
      for attribute in part.attribute {
        guard attribute.hasRefAttrName, !attribute.refAttrName.isEmpty else {
          copy.attribute.append(Self.renamed(attribute, renamed))
          continue
        }
        // A reference to an attribute that is not given leaves the operator's own default.
        guard var given = attributes[attribute.refAttrName] else { continue }
        given.name = attribute.name
        copy.attribute.append(given)
      }
      try expand(copy, prefix: place, calls: calls + [key], into: &result)
    }
  }

  /// Branches use the tensors around them by name.
  private static func renamed(_ attribute: Onnx_AttributeProto, _ rename: (String) -> String) -> Onnx_AttributeProto {
    guard attribute.hasG else { return attribute }
    var attribute = attribute
    for i in attribute.g.node.indices {
      attribute.g.node[i].input = attribute.g.node[i].input.map(rename)
      attribute.g.node[i].output = attribute.g.node[i].output.map(rename)
      attribute.g.node[i].attribute = attribute.g.node[i].attribute.map { renamed($0, rename) }
    }
    for i in attribute.g.initializer.indices {
      attribute.g.initializer[i].name = rename(attribute.g.initializer[i].name)
    }
    for i in attribute.g.output.indices { attribute.g.output[i].name = rename(attribute.g.output[i].name) }
    return attribute
  }
}
