struct Squeeze: ReshapingOperator {
  static let name = "Squeeze"
  static let summary = "Drops axes of extent 1: those listed, or all."
  static let inputs = 1...2
  static let limits = "axes constant"

  private let axes: [Int]?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try attributes.ints("axes") }

  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let shape = try inputs.required(0).shape
    guard let listed = try inputs.constant(1, "axes")?.integers ?? axes else { return shape.filter { $0 != 1 } }
    let dropped = try Shape.axes(listed, rank: shape.count)
    for axis in dropped where shape[axis] != 1 {
      throw .malformed("axis \(axis) has extent \(shape[axis]) and cannot be dropped")
    }
    return shape.indices.filter { !dropped.contains($0) }.map { shape[$0] }
  }
}
