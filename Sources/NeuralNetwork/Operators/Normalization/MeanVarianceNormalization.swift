struct MeanVarianceNormalization: CompositeOperator {
  static let name = "MeanVarianceNormalization"
  static let summary = "Mean 0 and variance 1 over some axes."
  static let inputs = 1...1

  private let axes: [Int]

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try attributes.ints("axes") ?? [0, 2, 3] }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let x = writer.inputs[0]
    let places = writer.integers(try Shape.axes(axes, rank: inputs.required(0).shape.count))
    let centred = try writer.add("Sub", [x, writer.add("ReduceMean", [x, places])])
    let variance = try writer.add("ReduceMean", [writer.add("Mul", [centred, centred]), places])
    let deviation = try writer.add("Add", [writer.add("Sqrt", [variance]), writer.number(1e-9)])
    return [try writer.add("Div", [centred, deviation])]
  }
}
