struct Resize: Operator {
  static let name = "Resize"
  static let summary =
    "Enlarges or shrinks along some axes: nearest, linear or cubic, with all of ONNX's conventions for "
    + "where elements lie."
  static let since = 10
  static let inputs = 1...4
  static let limits = "sizes, scales and region constant"

  private let interpolation: Interpolation
  private let axes: [Int]?
  private let policy: String
  /// Up to operator set 10 the second input holds the scales.
  private let isOld: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    isOld = attributes.opset < 11
    axes = try attributes.ints("axes")
    policy = try attributes.string(
      "keep_aspect_ratio_policy", default: "stretch", oneOf: ["stretch", "not_larger", "not_smaller"])
    interpolation = try Interpolation(&attributes)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let maps = try maps(inputs)
    if let constant = x.constant { return [Value(maps.reduce(constant) { $1.applied(to: $0) })] }
    return [Value(x.type, maps.reduce(x.shape) { $1.shape($0) })]
  }

  func isIdentity(_ inputs: [Value?]) -> Bool { (try? maps(inputs).isEmpty) ?? false }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    try node.lower(try maps(node.inputValues))
  }

  /// One map for each axis that changes.
  func maps(_ inputs: [Value?]) throws(NetworkError) -> [AxisMap] {
    let shape = try inputs.required(0).shape
    let listed = try axes.map { a throws(NetworkError) in try Shape.axes(a, rank: shape.count) } ?? Array(shape.indices)
    let scales = try inputs.constant(isOld ? 1 : 2, "scales").flatMap { $0.count > 0 ? $0.doubles : nil }
    let sizes = isOld ? nil : try inputs.constant(3, "sizes").flatMap { $0.count > 0 ? $0.integers : nil }
    let region = isOld ? nil : try inputs.constant(1, "roi")?.doubles
    guard (scales ?? []).count == listed.count || (sizes ?? []).count == listed.count else {
      throw .malformed("its scales or sizes do not have one number for each of \(listed.count) axes")
    }
    var factors = listed.indices.map { i in scales?[i] ?? Double(sizes![i]) / Double(max(1, shape[listed[i]])) }
    if scales == nil, policy != "stretch" {
      let factor = policy == "not_larger" ? factors.min()! : factors.max()!
      factors = factors.map { _ in factor }
    }
    var maps: [AxisMap] = []
    for (i, axis) in listed.enumerated() {
      let source = shape[axis]
      let length = Double(source) * factors[i]
      guard factors[i].isFinite, factors[i] > 0, length < Double(1 << 20), source > 0 else {
        throw .malformed("axis \(axis) of extent \(source) cannot be scaled by \(factors[i])")
      }
      let target: Int
      if scales != nil {
        target = Int(length.rounded(.down))
      } else {
        target = policy == "stretch" ? sizes![i] : Int((length + 0.5).rounded(.down))
      }
      guard target > 0 else { throw .malformed("nothing is left of axis \(axis)") }
      var bounds = (start: 0.0, end: 1.0)
      if let region, region.count == 2 * listed.count { bounds = (region[i], region[i + listed.count]) }
      if factors[i] == 1, target == source, !interpolation.crops { continue }
      maps.append(
        AxisMap(
          axis: axis, sources: source,
          taps: try interpolation.taps(source: source, target: target, scale: factors[i], region: bounds),
          fill: interpolation.outside))
    }
    return maps
  }
}

struct Upsample: Operator {
  static let name = "Upsample"
  static let summary = "Resize as it was up to operator set 9."
  static let until: Int? = 9
  static let inputs = 1...2
  static let limits = "scales constant"

  let resize: Resize

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    var old = NodeAttributes(
      opset: 10, inputCount: attributes.inputCount, outputCount: 1,
      attributes: ["mode": .string(try attributes.string("mode", default: "nearest", oneOf: ["nearest", "linear"]))])
    resize = try Resize(&old)
  }
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { try resize.infer(inputs) }
  func isIdentity(_ inputs: [Value?]) -> Bool { resize.isIdentity(inputs) }
  func lower(_ node: LoweredNode) throws(NetworkError) { try resize.lower(node) }
}

extension LoweredNode {
  /// Writes maps of input 0, one behind the other, with their gradient.
  func lower(_ maps: [AxisMap]) throws(NetworkError) {
    var result = try input(0)
    for map in maps { result = try builder.mapped(result, by: map) }
    setOutput(result)
    onBackward { () throws(NetworkError) in
      guard var gradient = outputGradient() else { return }
      for map in maps.reversed() { gradient = try builder.mapped(gradient, by: map.transposed) }
      try addGradient(0, gradient)
    }
  }
}
