struct Flatten: ReshapingOperator {
  static let name = "Flatten"
  static let summary = "Two axes: those before `axis` as one and the rest as one."
  static let inputs = 1...1

  private let axis: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axis = try attributes.int("axis", default: 1) }

  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let shape = try inputs.required(0).shape
    guard axis >= -shape.count, axis <= shape.count else {
      throw .malformed("axis \(axis) does not exist in a tensor of \(shape.count) axes")
    }
    let place = axis < 0 ? axis + shape.count : axis
    return [shape[..<place].reduce(1, *), shape[place...].reduce(1, *)]
  }
}
