struct Expand: MovementOperator {
  static let name = "Expand"
  static let summary = "Repeats axes of extent 1, as broadcasting with the given shape would."
  static let inputs = 2...2
  static let limits = "shape constant"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    guard let wanted = try inputs.constant(1, "shape")?.integers else { throw .malformed("its input 1 is missing") }
    guard let target = Shape.broadcast(shape, wanted), let count = Shape.count(target), count <= Shape.listable else {
      throw .malformed("cannot expand \(Shape.text(shape)) to \(Shape.text(wanted))")
    }
    return [.expand(shape, to: target)]
  }
}
