struct OneHot: CompositeOperator {
  static let name = "OneHot"
  static let summary = "A one at each index along a new axis, or another pair of values."
  static let inputs = 3...3
  static let limits = "depth constant"

  private let axis: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axis = try attributes.int("axis", default: -1) }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let rank = try inputs.required(0).shape.count
    guard let depth = try inputs.constant(1, "depth")?.integers.first, (1...1 << 24).contains(depth) else {
      throw .malformed("its depth is missing or out of range")
    }
    let place = try Shape.axis(axis, rank: rank + 1)
    let indices = try writer.add("Cast", [writer.inputs[0]], ["to": .int(1)])
    // Negative ones count from the end.
    let isNegative = try writer.add("Less", [indices, writer.number(0)])
    let fromEnd = try writer.add("Add", [indices, writer.number(Double(depth))])
    let counted = try writer.add("Where", [isNegative, fromEnd, indices])
    var shape = [Int](repeating: 1, count: rank + 1)
    shape[place] = depth
    let range = writer.constant(ConstantTensor(shape, (0..<depth).map { Float($0) }))
    let isHere = try writer.add("Equal", [writer.add("Unsqueeze", [counted, writer.integers([place])]), range])
    let values = try writer.add("Split", [writer.inputs[2]], ["axis": .int(0)], outputs: 2)
    return [try writer.add("Where", [isHere, values[1], values[0]])]
  }
}
