struct Pad: MovementOperator {
  static let name = "Pad"
  static let summary =
    "More elements at the ends of axes: a constant, the edge repeated, the tensor mirrored or wrapped. "
    + "Negative pads cut."
  static let inputs = 1...4
  static let limits = "pads and value constant"

  private let mode: String
  private let pads: [Int]?
  private let value: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    mode = try attributes.string("mode", default: "constant", oneOf: ["constant", "reflect", "edge", "wrap"])
    // Attributes up to operator set 10, inputs from 11 on.
    pads = try attributes.ints("pads")
    value = try attributes.float("value", default: 0)
  }

  /// How many elements come before and behind those of each axis.
  private func extents(_ inputs: [Value?]) throws(NetworkError) -> (begin: [Int], end: [Int]) {
    let shape = try inputs.required(0).shape
    guard let pads = try inputs.constant(1, "pads")?.integers ?? self.pads else {
      throw .malformed("its pads are missing")
    }
    var listed = Array(shape.indices)
    if let given = try inputs.constant(3, "axes")?.integers { listed = try Shape.axes(given, rank: shape.count) }
    guard pads.count == 2 * listed.count else { throw .malformed("\(pads.count) pads for \(listed.count) axes") }
    var (begin, end) = (shape.map { _ in 0 }, shape.map { _ in 0 })
    for (i, axis) in listed.enumerated() { (begin[axis], end[axis]) = (pads[i], pads[i + listed.count]) }
    return (begin, end)
  }

  private func fill(_ inputs: [Value?]) throws(NetworkError) -> Float {
    try inputs.constant(2, "constant_value")?.floats.first ?? value
  }

  /// What is put around the tensor; nil where it is not one value everywhere.
  func constantPadding(_ inputs: [Value?]) throws(NetworkError) -> (begin: [Int], end: [Int], value: Float)? {
    guard mode == "constant" else { return nil }
    let (begin, end) = try extents(inputs)
    return (begin, end, try fill(inputs))
  }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    let (begins, ends) = try extents(inputs)
    let fill = try fill(inputs)
    var indices = shape.map { Array(0..<$0) }
    for axis in shape.indices {
      let (begin, end) = (begins[axis], ends[axis])
      let extent = shape[axis]
      guard begin.magnitude < Shape.listable, end.magnitude < Shape.listable, begin + extent + end >= 0,
        extent > 0 || mode == "constant"
      else {
        throw .malformed("pads \(begin) and \(end) for an axis of extent \(extent)")
      }
      if mode == "reflect", max(begin, end) >= extent {
        throw .malformed("an axis of extent \(extent) cannot be mirrored by \(max(begin, end))")
      }
      indices[axis] = (0..<(begin + extent + end)).map { source($0 - begin, extent) }
    }
    return [.pick(shape, indices, fill: fill)]
  }

  private func source(_ i: Int, _ extent: Int) -> Int {
    if (0..<extent).contains(i) { return i }
    switch mode {
    case "edge": return i < 0 ? 0 : extent - 1
    case "reflect": return i < 0 ? -i : 2 * (extent - 1) - i
    case "wrap": return ((i % extent) + extent) % extent
    default: return -1
    }
  }
}
