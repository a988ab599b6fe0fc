struct Split: MovementOperator {
  static let name = "Split"
  static let summary = "Parts of a tensor along an axis: of given extents, or as equal as possible."
  static let inputs = 1...2
  static let limits = "extents constant"

  private let axis: Int
  private let extents: [Int]?
  private let partCount: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    axis = try attributes.int("axis", default: 0)
    // An attribute up to operator set 12, an input from 13 on.
    extents = try attributes.ints("split")
    partCount = try attributes.int("num_outputs", default: attributes.outputCount)
    guard (1...100_000).contains(partCount) else { throw .malformed("num_outputs = \(partCount)") }
  }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    let place = try Shape.axis(axis, rank: shape.count)
    let size = (shape[place] + partCount - 1) / partCount
    let parts =
      try inputs.constant(1, "split")?.integers ?? extents
      ?? (0..<partCount).map { min(size, shape[place] - $0 * size) }
    guard parts.allSatisfy({ $0 >= 0 && $0 <= shape[place] }), parts.reduce(0, +) == shape[place] else {
      throw .malformed("cannot split an axis of \(shape[place]) into \(Shape.text(parts))")
    }
    var start = 0
    return parts.map { part in
      var indices = shape.map { Array(0..<$0) }
      indices[place] = Array(start..<start + part)
      start += part
      return .pick(shape, indices)
    }
  }
}
