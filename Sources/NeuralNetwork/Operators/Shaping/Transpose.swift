import OneDNN

struct Transpose: MovementOperator {
  static let name = "Transpose"
  static let summary = "Axes in another order; reversed when no order is given."
  static let inputs = 1...1

  private let order: [Int]?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { order = try attributes.ints("perm") }

  private func order(_ shape: [Int]) -> [Int] { order ?? shape.indices.reversed() }

  /// Where channels lie innermost in memory, nothing moves when they become the last axis, or were it: convolutions take
  /// and give such images.
  func lower(_ node: LoweredNode) throws(NetworkError) {
    let x = try node.input(0)
    let order = order(node.shape(0))
    guard !order.isEmpty, x.shape.count == order.count else { return try node.lower(movements(node.inputValues)[0]) }
    let view = x.with(x.layout.permuted(order))
    let last = order.count - 1
    let bringsChannelsForward = order.count >= 4 && order == [0, last] + (1..<last)
    guard !x.layout.isPlain || view.layout.isPlain || bringsChannelsForward else {
      return try node.lower(movements(node.inputValues)[0])
    }
    node.setOutput(bringsChannelsForward ? view : try node.builder.plain(view))
    node.onBackward { () throws(NetworkError) in
      guard let gradient = node.outputGradient() else { return }
      let back = order.indices.map { order.firstIndex(of: $0)! }
      try node.addGradient(0, gradient.with(gradient.layout.permuted(back)))
    }
  }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    let order = order(shape)
    guard order.sorted() == Array(shape.indices) else {
      throw .malformed("perm \(Shape.text(order)) is not an order of \(shape.count) axes")
    }
    return [.transpose(shape, order)]
  }
}
