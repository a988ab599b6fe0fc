struct LpPool: CompositeOperator {
  static let name = "LpPool"
  static let summary = "The p-norm of each window."
  static let inputs = 1...1
  static let limits = "1 to 3 spatial axes"

  private let window: WindowAttributes
  private let power: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    power = try attributes.int("p", default: 2)
    guard power > 0 else { throw .malformed("p = \(power)") }
    var window = try WindowAttributes(&attributes)
    window.isCeil = try attributes.bool("ceil_mode", default: false)
    self.window = window
  }

  /// The powers are summed by a convolution of ones with each channel.
  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let x = try inputs.required(0)
    let geometry = try poolShape(x, window).geometry.window
    let channels = x.shape[1]
    let shape = [channels, 1] + geometry.kernel
    guard let count = Shape.count(shape), count <= 1 << 24 else { throw .tooLarge("a window of \(Shape.text(shape))") }
    let ones = writer.constant(ConstantTensor(shape, [Float](repeating: 1, count: count)))
    var powers = try writer.add("Abs", [writer.inputs[0]])
    if power > 1 { powers = try writer.add("Pow", [powers, writer.number(Double(power))]) }
    let sums = try writer.add(
      "Conv", [powers, ones],
      [
        "group": .int(channels), "strides": .ints(geometry.strides), "dilations": .ints(geometry.dilations),
        "pads": .ints(geometry.padsBegin + geometry.padsEnd),
      ])
    return [power == 1 ? sums : try writer.add("Pow", [sums, writer.number(1 / Double(power))])]
  }
}
