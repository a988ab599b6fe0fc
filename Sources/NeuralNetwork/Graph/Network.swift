import Foundation

/// A trained classifier read from an ONNX file: checked, its constants loaded, ready to be planned for an input shape and a
/// batch size. Immutable, shared by all threads.
public struct Network: Sendable {
  let graph: Graph
  public let limits: LoadLimits
  /// The file's name, for messages.
  public let name: String
  /// What the outputs hold, where the caller said so.
  var declaredScores: ScoreMeaning?

  /// Reads and checks a model.
  /// - Throws: an error that names the file, and the node, operator and attribute where something is not supported.
  public init(contentsOf url: URL, limits: LoadLimits = LoadLimits()) throws(NetworkError) {
    try self.init(ONNXReader.read(url, limits: limits), name: url.lastPathComponent, limits: limits)
  }

  init(_ graph: Graph, name: String, limits: LoadLimits = LoadLimits()) throws(NetworkError) {
    var graph = graph
    try Self.appendClassScores(to: &graph)
    self.graph = graph
    self.limits = limits
    self.name = name
    // What does not fit together is refused now rather than when the first plan is made, if the shapes are known by now.
    if let shapes = declaredShapes(batch: 1) {
      do {
        _ = try ConcreteGraph(graph, shapes: shapes, limits: limits)
      } catch {
        throw error.inside(name)
      }
    }
  }

  /// A changed graph of a network that has been checked.
  init(_ graph: Graph, of network: Network) {
    self.graph = graph
    limits = network.limits
    name = network.name
    declaredScores = network.declaredScores
  }

  /// The batch size that the file fixes; nil where it is free.
  public var fixedBatch: Int? { graph.inputs.first?.shape?.first ?? nil }

  /// Shapes of all inputs with the free leading axis set to `batch`; nil where another axis is free.
  func declaredShapes(batch: Int) -> [String: [Int]]? {
    var shapes: [String: [Int]] = [:]
    for input in graph.inputs {
      guard let shape = input.shape, !shape.dropFirst().contains(nil) else { return nil }
      shapes[input.name] = shape.isEmpty ? [] : [shape[0] ?? batch] + shape.dropFirst().map { $0! }
    }
    return shapes
  }

  /// The graph for one input shape and batch size.
  func concrete(inputShape: [Int]?, batch: Int) throws(NetworkError) -> ConcreteGraph {
    guard let first = graph.inputs.first else { throw .malformed("the model has no input") }
    var shapes = declaredShapes(batch: batch) ?? [:]
    for input in graph.inputs.dropFirst() where shapes[input.name] == nil {
      guard let declared = input.shape, !declared.dropFirst().contains(nil) else {
        throw .unsupported("the second input '\(input.name)' has a free shape")
      }
      shapes[input.name] = [declared.first.flatMap { $0 } ?? batch] + declared.dropFirst().map { $0! }
    }
    if let inputShape {
      let declared = first.shape ?? [nil] + inputShape.map { $0 }
      guard declared.count == inputShape.count + 1,
        zip(declared.dropFirst(), inputShape).allSatisfy({ $0 == nil || $0 == $1 })
      else {
        throw .mismatch(
          "the model's input '\(first.name)' takes \(Self.text(Array(declared.dropFirst()))) per sample, not "
            + Shape.text(inputShape))
      }
      shapes[first.name] = [declared[0] ?? batch] + inputShape
    }
    guard shapes[first.name] != nil else {
      throw .mismatch("the model leaves the shape of its input '\(first.name)' free: give one")
    }
    return try ConcreteGraph(graph, shapes: shapes, limits: limits)
  }

  static func text(_ shape: [Int?]) -> String {
    "[" + shape.map { $0.map(String.init) ?? "?" }.joined(separator: ",") + "]"
  }
}
