struct LpNormalization: CompositeOperator {
  static let name = "LpNormalization"
  static let summary = "Divided by the sum of absolute values or the Euclidean norm along an axis."
  static let inputs = 1...1

  private let axis: Int
  private let power: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    axis = try attributes.int("axis", default: -1)
    power = try attributes.int("p", default: 2)
    guard power == 1 || power == 2 else { throw .unsupported("attribute p = \(power); supported: 1, 2") }
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let place = try Shape.axis(axis, rank: inputs.required(0).shape.count)
    let norm = try writer.add(
      power == 1 ? "ReduceL1" : "ReduceL2", [writer.inputs[0], writer.integers([place])], ["keepdims": .int(1)])
    // All zeros stay zeros.
    let divisor = try writer.add("Clip", [norm, writer.number(Double(Float.leastNormalMagnitude))])
    return [try writer.add("Div", [writer.inputs[0], divisor])]
  }
}
