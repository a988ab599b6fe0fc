/// Which nodes make and use each tensor.
struct TensorUses {
  private(set) var producers: [String: Int] = [:]
  private var consumers: [String: [Int]] = [:]
  private let visible: Set<String>

  init(_ graph: ConcreteGraph, protected: Set<String>) {
    for (index, node) in graph.nodes.enumerated() {
      for input in Set(node.inputs) { consumers[input, default: []].append(index) }
      for output in node.outputs { producers[output] = index }
    }
    visible = protected.union(graph.outputs)
  }

  /// The node that alone uses a tensor, which nobody else wants to see.
  func onlyUser(of tensor: String) -> Int? {
    guard let users = consumers[tensor], users.count == 1, !visible.contains(tensor) else { return nil }
    return users[0]
  }
}
