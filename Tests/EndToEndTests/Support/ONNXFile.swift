import Foundation

/// Writes small ONNX models: the few fields of the format that a test needs (protocol buffers, onnx.proto3).
struct ONNXFile {
  struct Node {
    var type: String
    var inputs: [String]
    var output: String
    var integers: [String: [Int]] = [:]
  }

  var inputShape: [Int]
  var nodes: [Node]
  var constants: [(name: String, shape: [Int], values: [Float])]

  var data: Data {
    var graph = Message()
    for node in nodes {
      var message = Message()
      for input in node.inputs { message.text(1, input) }
      message.text(2, node.output)
      message.text(3, node.output + "/" + node.type)
      message.text(4, node.type)
      for (name, values) in node.integers.sorted(by: { $0.key < $1.key }) {
        var attribute = Message()
        attribute.text(1, name)
        if name == "transB" {
          attribute.number(3, values[0])
          attribute.number(20, 2)
        } else {
          for value in values { attribute.number(8, value) }
          attribute.number(20, 7)
        }
        message.message(5, attribute)
      }
      graph.message(1, message)
    }
    graph.text(2, "tiny")
    for constant in constants {
      var tensor = Message()
      for extent in constant.shape { tensor.number(1, extent) }
      tensor.number(2, 1)
      tensor.text(8, constant.name)
      tensor.bytes(9, constant.values.withUnsafeBytes { Data($0) })
      graph.message(5, tensor)
    }
    graph.message(11, Self.tensor("input", inputShape))
    graph.message(12, Self.tensor(nodes.last!.output, []))
    var opset = Message()
    opset.number(2, 13)
    var model = Message()
    model.number(1, 8)
    model.message(7, graph)
    model.message(8, opset)
    return model.data
  }

  private static func tensor(_ name: String, _ shape: [Int]) -> Message {
    var dimensions = Message()
    for extent in shape {
      var dimension = Message()
      dimension.number(1, extent)
      dimensions.message(1, dimension)
    }
    var type = Message()
    type.number(1, 1)
    if !shape.isEmpty { type.message(2, dimensions) }
    var wrapper = Message()
    wrapper.message(1, type)
    var info = Message()
    info.text(1, name)
    info.message(2, wrapper)
    return info
  }

  private struct Message {
    var data = Data()

    private mutating func varint(_ value: Int) {
      var rest = UInt64(bitPattern: Int64(value))
      while rest >= 0x80 {
        data.append(UInt8(rest & 0x7f) | 0x80)
        rest >>= 7
      }
      data.append(UInt8(rest))
    }

    mutating func number(_ field: Int, _ value: Int) {
      varint(field << 3)
      varint(value)
    }

    mutating func bytes(_ field: Int, _ value: Data) {
      varint(field << 3 | 2)
      varint(value.count)
      data.append(value)
    }

    mutating func text(_ field: Int, _ value: String) { bytes(field, Data(value.utf8)) }
    mutating func message(_ field: Int, _ value: Message) { bytes(field, value.data) }
  }
}
