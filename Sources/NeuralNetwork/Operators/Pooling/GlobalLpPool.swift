struct GlobalLpPool: CompositeOperator {
  static let name = "GlobalLpPool"
  static let summary = "The p-norm over all spatial axes."
  static let inputs = 1...1

  private let power: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    power = try attributes.int("p", default: 2)
    guard power > 0 else { throw .malformed("p = \(power)") }
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let x = writer.inputs[0]
    let axes = writer.integers(Array(2..<max(2, try inputs.required(0).shape.count)))
    if power <= 2 { return [try writer.add(power == 1 ? "ReduceL1" : "ReduceL2", [x, axes])] }
    let powers = try writer.add("Pow", [writer.add("Abs", [x]), writer.number(Double(power))])
    return [try writer.add("Pow", [writer.add("ReduceSum", [powers, axes]), writer.number(1 / Double(power))])]
  }
}
