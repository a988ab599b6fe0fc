import Foundation
import ONNXSchema
import OneDNN
import SwiftProtobuf

/// Reads an ONNX file into a ``Graph``, checking everything a damaged or foreign file could get wrong.
struct ONNXReader {
  /// Operator set versions whose meanings the operators implement.
  static let opsets = 9...22

  let directory: URL
  let limits: LoadLimits

  static func read(_ url: URL, limits: LoadLimits) throws(NetworkError) -> Graph {
    let name = url.lastPathComponent
    do throws(NetworkError) {
      let data = try readFile(url, limit: limits.fileBytes)
      return try ONNXReader(directory: url.deletingLastPathComponent(), limits: limits).graph(from: parse(data))
    } catch {
      throw error.inside(name)
    }
  }

  static func readFile(_ url: URL, limit: Int) throws(NetworkError) -> Data {
    let values = try? url.resourceValues(forKeys: [.fileSizeKey, .isDirectoryKey])
    guard let values, values.isDirectory != true, let size = values.fileSize else {
      throw .unreadable("there is no such file, or it cannot be read (\(url.path))")
    }
    guard size <= limit else { throw .tooLarge("the file has \(size) bytes; the limit is \(limit)") }
    guard size > 0 else { throw .malformed("the file is empty") }
    do {
      return try Data(contentsOf: url, options: .alwaysMapped)
    } catch {
      throw .unreadable("cannot be read: \(error.localizedDescription)")
    }
  }

  static func parse(_ data: Data) throws(NetworkError) -> Onnx_ModelProto {
    do {
      return try Onnx_ModelProto(serializedBytes: data, extensions: nil, partial: true)
    } catch {
      throw .malformed("this is not an ONNX model, or it is damaged (\(error))")
    }
  }

  func graph(from model: Onnx_ModelProto) throws(NetworkError) -> Graph {
    guard model.hasGraph, !model.graph.node.isEmpty else {
      throw .malformed("this is not an ONNX model: it holds no graph")
    }
    let opset = try opset(of: model)
    var names = Set<String>()
    let constants = try weights(of: model.graph, names: &names)

    var inputs: [Graph.Input] = []
    for input in model.graph.input where constants[input.name] == nil {
      guard !input.name.isEmpty, names.insert(input.name).inserted else {
        throw .malformed("two tensors are called '\(input.name)'")
      }
      inputs.append(try graphInput(input))
    }
    guard !inputs.isEmpty else { throw .malformed("the graph has no input") }

    var nodes: [Graph.Node] = []
    for (index, proto) in try expanded(model).enumerated() {
      let node = try self.node(proto, index: index, opset: opset)
      for output in node.outputs where !output.isEmpty {
        guard names.insert(output).inserted else {
          throw .malformed("\(node.title): two tensors are called '\(output)'")
        }
      }
      nodes.append(node)
    }
    let outputs = model.graph.output.map(\.name)
    guard !outputs.isEmpty else { throw .malformed("the graph has no output") }
    for output in outputs where !names.contains(output) {
      throw .malformed("the output '\(output)' is computed by no node")
    }
    nodes = try sorted(nodes, known: Set(constants.keys).union(inputs.map(\.name)))
    return Graph(opset: opset, inputs: inputs, outputs: outputs, nodes: nodes, constants: constants)
  }

  /// A graph's weights; their names are added to those taken.
  func weights(of graph: Onnx_GraphProto, names: inout Set<String>) throws(NetworkError) -> [String: ConstantTensor] {
    var constants: [String: ConstantTensor] = [:]
    var elements = 0
    guard graph.sparseInitializer.isEmpty else { throw .unsupported("sparse weights are not supported") }
    for tensor in graph.initializer {
      guard !tensor.name.isEmpty else { throw .malformed("a weight has no name") }
      guard names.insert(tensor.name).inserted else { throw .malformed("two tensors are called '\(tensor.name)'") }
      do throws(NetworkError) {
        let constant = try constantTensor(tensor)
        elements += constant.count
        guard elements <= limits.constantElements else {
          throw .tooLarge("the weights hold more than \(limits.constantElements) elements")
        }
        constants[tensor.name] = constant
      } catch {
        throw error.inside("weight '\(tensor.name)'")
      }
    }
    return constants
  }

  /// Every node that cannot be run, each with the reason, instead of the first alone.
  static func unsupportedNodes(_ url: URL, limits: LoadLimits) throws(NetworkError) -> [NetworkError] {
    let model = try parse(readFile(url, limit: limits.fileBytes))
    let reader = ONNXReader(directory: url.deletingLastPathComponent(), limits: limits)
    let opset = try reader.opset(of: model)
    var problems: [NetworkError] = []
    for (index, proto) in try reader.expanded(model).enumerated() {
      do throws(NetworkError) {
        _ = try reader.node(proto, index: index, opset: opset)
      } catch {
        problems.append(error)
      }
    }
    return problems
  }

  private func opset(of model: Onnx_ModelProto) throws(NetworkError) -> Int {
    guard let entry = model.opsetImport.first(where: { $0.domain.isEmpty || $0.domain == "ai.onnx" }) else {
      throw .malformed("the model does not say which operator set it uses")
    }
    let version = Int(entry.version)
    guard Self.opsets.contains(version) else {
      throw .unsupported(
        "operator set \(version); supported are \(Self.opsets.lowerBound) to \(Self.opsets.upperBound): export again with "
          + "opset_version=17")
    }
    return version
  }

  private func graphInput(_ input: Onnx_ValueInfoProto) throws(NetworkError) -> Graph.Input {
    guard input.hasType, input.type.hasTensorType,
      let type = ElementType(rawValue: Int(input.type.tensorType.elemType))
    else { throw .unsupported("the input '\(input.name)' is not a tensor of numbers") }
    guard input.type.tensorType.hasShape else { return Graph.Input(name: input.name, type: type, shape: nil) }
    var shape: [Int?] = []
    for dimension in input.type.tensorType.shape.dim {
      let value = Int(dimension.dimValue)
      guard value >= 0, value <= limits.tensorElements else {
        throw .malformed("the input '\(input.name)' has an axis of extent \(value)")
      }
      shape.append(dimension.hasDimValue && value > 0 ? value : nil)
    }
    guard shape.count <= Layout.maximumRank else {
      throw .unsupported(
        "the input '\(input.name)' has \(shape.count) axes; at most \(Layout.maximumRank) are supported")
    }
    return Graph.Input(name: input.name, type: type, shape: shape)
  }

  func node(_ proto: Onnx_NodeProto, index: Int, opset: Int) throws(NetworkError) -> Graph.Node {
    let name = proto.name.isEmpty ? "#\(index)" : proto.name
    let title = "node '\(name)' (\(proto.opType))"
    guard proto.domain.isEmpty || proto.domain == "ai.onnx" else {
      throw .unsupported("\(title): operators of the domain '\(proto.domain)' are not supported")
    }
    guard let operatorType = OperatorRegistry.byName[proto.opType] else {
      throw .unsupported("\(title): this operator is not supported. Supported are: \(OperatorRegistry.names)")
    }
    // Trailing absent inputs are as good as none.
    var inputs = proto.input
    while inputs.last == "" { inputs.removeLast() }
    var attributes: [String: NodeAttributes.Attribute] = [:]
    do throws(NetworkError) {
      for attribute in proto.attribute {
        guard attributes.updateValue(try self.attribute(attribute, opset: opset), forKey: attribute.name) == nil else {
          throw .malformed("attribute '\(attribute.name)' occurs twice")
        }
      }
      var reader = NodeAttributes(
        opset: opset, inputCount: inputs.count, outputCount: proto.output.count, attributes: attributes)
      guard !proto.output.isEmpty else { throw .malformed("has no output") }
      try reader.requireInputs(operatorType.inputs)
      let operation = try operatorType.init(&reader)
      if let unread = reader.unread.first {
        throw .unsupported("attribute '\(unread)' is not known for this operator")
      }
      if let branches = operation as? If { inputs += branches.captured }
      return Graph.Node(
        name: name, type: proto.opType, inputs: inputs, outputs: proto.output, operation: operation)
    } catch {
      throw error.inside(title)
    }
  }

  /// Nodes in an order in which each comes after those it needs. ONNX demands this order of the file; where a file breaks
  /// it, it is restored.
  private func sorted(_ nodes: [Graph.Node], known: Set<String>) throws(NetworkError) -> [Graph.Node] {
    var producer: [String: Int] = [:]
    for (index, node) in nodes.enumerated() { for output in node.outputs { producer[output] = index } }
    var missing = [Int](repeating: 0, count: nodes.count)
    var consumers: [Int: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for input in Set(node.inputs) where !input.isEmpty && !known.contains(input) {
        guard let from = producer[input] else {
          throw .malformed("\(node.title): its input '\(input)' is neither an input, a weight nor computed by a node")
        }
        missing[index] += 1
        consumers[from, default: []].append(index)
      }
    }
    // Kahn's algorithm, taking the earliest ready node of the file: a sorted file keeps its order.
    var ready = nodes.indices.filter { missing[$0] == 0 }
    var heap = Array(ready.reversed())
    ready.removeAll()
    var result: [Graph.Node] = []
    while let index = heap.popLast() {
      result.append(nodes[index])
      for consumer in consumers[index] ?? [] {
        missing[consumer] -= 1
        if missing[consumer] == 0 {
          let place = heap.firstIndex { $0 < consumer } ?? heap.endIndex
          heap.insert(consumer, at: place)
        }
      }
    }
    guard result.count == nodes.count else {
      let stuck = nodes.indices.first { missing[$0] > 0 }!
      throw .malformed("\(nodes[stuck].title) depends on its own result")
    }
    return result
  }
}
