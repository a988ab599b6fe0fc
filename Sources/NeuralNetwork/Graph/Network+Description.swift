import Foundation

/// A tensor that goes into or comes out of a network.
public struct TensorDescription: Sendable, Equatable {
  public var name: String
  public var type: ElementType
  /// Extents, nil where free. nil as a whole where unknown.
  public var shape: [Int?]?
}

/// A node of a network, for `winnow inspect`.
public struct NodeDescription: Sendable, Equatable {
  public var name: String
  public var type: String
  public var inputs: [String]
  public var outputs: [TensorDescription]
}

extension Network {
  /// Every node of a model file that Winnow cannot run, each with the reason; empty for a file that can be read.
  public static func unsupportedNodes(in url: URL, limits: LoadLimits = LoadLimits()) throws(NetworkError)
    -> [NetworkError]
  {
    do throws(NetworkError) {
      return try ONNXReader.unsupportedNodes(url, limits: limits)
    } catch {
      throw error.inside(url.lastPathComponent)
    }
  }

  public var inputs: [TensorDescription] {
    graph.inputs.map { TensorDescription(name: $0.name, type: $0.type, shape: $0.shape) }
  }

  public var outputs: [TensorDescription] {
    let values = describedValues()
    return graph.outputs.map { values[$0] ?? TensorDescription(name: $0, type: .float, shape: nil) }
  }

  /// All nodes of the file, in order of computation, with the shapes of their results where the input's are known.
  public var nodes: [NodeDescription] {
    let values = describedValues()
    return graph.nodes.filter { !$0.name.contains(":probabilities") }.map { node in
      NodeDescription(
        name: node.name, type: node.type, inputs: node.inputs,
        outputs: node.outputs.map { values[$0] ?? TensorDescription(name: $0, type: .float, shape: nil) })
    }
  }

  /// Number of elements of all weights.
  public var weightCount: Int { graph.constants.values.reduce(0) { $0 + ($1.type.isFloatingPoint ? $1.count : 0) } }

  public var opset: Int { graph.opset }

  /// Shapes found by inferring twice with different batch sizes: an axis that differs is free.
  private func describedValues() -> [String: TensorDescription] {
    guard let one = declaredShapes(batch: 2), let other = declaredShapes(batch: 3),
      let a = try? ConcreteGraph(graph, shapes: one, limits: limits),
      let b = try? ConcreteGraph(graph, shapes: other, limits: limits)
    else { return [:] }
    var result: [String: TensorDescription] = [:]
    for (name, value) in a.values {
      guard let second = b.values[name], second.shape.count == value.shape.count else { continue }
      result[name] = TensorDescription(
        name: name, type: value.type, shape: zip(value.shape, second.shape).map { $0 == $1 ? $0 : nil })
    }
    return result
  }
}
