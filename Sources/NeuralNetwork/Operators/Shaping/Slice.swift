struct Slice: MovementOperator {
  static let name = "Slice"
  static let summary = "A range of indices along some axes, with a step that may be negative."
  static let inputs = 1...5
  static let limits = "ranges constant"

  private let starts: [Int]?
  private let ends: [Int]?
  private let axes: [Int]?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    // Attributes up to operator set 9, inputs from 10 on.
    starts = try attributes.ints("starts")
    ends = try attributes.ints("ends")
    axes = try attributes.ints("axes")
  }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    guard let starts = try inputs.constant(1, "starts")?.integers ?? self.starts,
      let ends = try inputs.constant(2, "ends")?.integers ?? self.ends
    else { throw .malformed("its starts or ends are missing") }
    let listed = try inputs.constant(3, "axes")?.integers ?? self.axes ?? Array(starts.indices)
    let steps = try inputs.constant(4, "steps")?.integers ?? [Int](repeating: 1, count: starts.count)
    guard starts.count == ends.count, starts.count == listed.count, starts.count == steps.count else {
      throw .malformed("starts, ends, axes and steps differ in length")
    }
    var indices = shape.map { Array(0..<$0) }
    for (i, axis) in try Shape.axes(listed, rank: shape.count).enumerated() {
      indices[axis] = try Self.range(starts[i], ends[i], steps[i], extent: shape[axis])
    }
    return [.pick(shape, indices)]
  }

  private static func range(_ start: Int, _ end: Int, _ step: Int, extent: Int) throws(NetworkError) -> [Int] {
    guard step != 0, step != Int.min else { throw .malformed("a step of \(step)") }
    func place(_ i: Int, _ low: Int, _ high: Int) -> Int { min(high, max(low, i < 0 ? i + extent : i)) }
    if step > 0 {
      return Array(stride(from: place(start, 0, extent), to: place(end, 0, extent), by: min(step, extent + 1)))
    }
    return Array(
      stride(from: place(start, -1, extent - 1), to: place(end, -1, extent - 1), by: max(step, -extent - 1)))
  }
}
