struct Transpose: MovementOperator {
  static let name = "Transpose"
  static let summary = "Axes in another order; reversed when no order is given."
  static let inputs = 1...1

  private let order: [Int]?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { order = try attributes.ints("perm") }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    let order = self.order ?? shape.indices.reversed()
    guard order.sorted() == Array(shape.indices) else {
      throw .malformed("perm \(Shape.text(order)) is not an order of \(shape.count) axes")
    }
    return [.transpose(shape, order)]
  }
}
