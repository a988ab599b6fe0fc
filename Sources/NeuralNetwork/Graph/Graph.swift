/// A model as read: nodes in an order in which they can be computed, with their operators parsed and every constant loaded.
struct Graph: Sendable {
  struct Input: Sendable {
    var name: String
    var type: ElementType
    /// nil: free. The whole shape is nil where the file states none.
    var shape: [Int?]?
  }

  struct Node: Sendable {
    var name: String
    var type: String
    var inputs: [String]  // "" where an optional input is absent
    var outputs: [String]
    var operation: any Operator

    /// How errors name the node.
    var title: String { "node '\(name)' (\(type))" }
  }

  var opset: Int
  var inputs: [Input]
  var outputs: [String]
  var nodes: [Node]
  var constants: [String: ConstantTensor]
}
