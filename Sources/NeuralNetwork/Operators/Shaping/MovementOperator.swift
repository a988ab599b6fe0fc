import CKernels
import OneDNN

/// Where each element of an operator's result comes from: for each axis of the result, the offsets into the source's memory
/// that its indices add up to. Transposing, slicing, padding, repeating and picking are all of this form.
struct Movement: Sendable, Equatable {
  /// Offset of the element at index 0 of all axes.
  var base = 0
  /// For each axis of the result, the offset of each index; negative: outside the source, the element is `fill`.
  var offsets: [[Int]]
  var fill: Float = 0

  var shape: [Int] { offsets.map(\.count) }

  /// Axis `order[i]` of the source becomes axis i.
  static func transpose(_ shape: [Int], _ order: [Int]) -> Movement {
    let strides = Shape.strides(shape)
    return Movement(offsets: order.map { axis in (0..<shape[axis]).map { $0 * strides[axis] } })
  }

  /// Takes, along each axis, the source indices listed; -1 stands for the fill value.
  static func pick(_ shape: [Int], _ indices: [[Int]], fill: Float = 0) -> Movement {
    let strides = Shape.strides(shape)
    return Movement(
      offsets: zip(indices, strides).map { list, stride in list.map { $0 < 0 ? -1 : $0 * stride } }, fill: fill)
  }

  /// Repeats axes of extent 1, and puts new axes in front.
  static func expand(_ shape: [Int], to target: [Int]) -> Movement {
    let padded = Shape.padded(shape, to: target.count)
    let strides = Shape.strides(padded)
    return Movement(
      offsets: target.indices.map { axis in
        (0..<target[axis]).map { padded[axis] == 1 ? 0 : $0 * strides[axis] }
      })
  }
}

/// A movement prepared for running: a table of runs of consecutive elements, repeated along an outer axis.
struct MovementTable: Sendable {
  var outer = 1
  var sourceStride = 0
  var table: [Int32]
  var run: Int
  var fill: Float

  init(_ movement: Movement) {
    var offsets = movement.offsets
    fill = movement.fill
    // The outermost axis, when evenly spaced, need not be tabulated.
    if offsets.count > 1, let first = offsets.first, first.count > 1, first[0] == 0 {
      let stride = first[1]
      if stride > 0, first.indices.allSatisfy({ first[$0] == $0 * stride }) {
        outer = first.count
        sourceStride = stride
        offsets.removeFirst()
      }
    }
    // The innermost axes, as long as they are consecutive in the source, are one run.
    var run = 1
    var base = movement.base
    while let last = offsets.last, let start = last.first, start >= 0,
      last.indices.allSatisfy({ last[$0] == start + $0 * run })
    {
      base += start
      run *= last.count
      offsets.removeLast()
      if start != 0 { break }
    }
    self.run = run
    var table = [Int32(base)]
    for axis in offsets {
      table = table.flatMap { t in axis.map { t < 0 || $0 < 0 ? -1 : t + Int32($0) } }
    }
    self.table = table
  }

  func apply(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    winnow_gather(target, source, table, outer, sourceStride, table.count, run, fill)
  }

  func applyTransposed(_ gradient: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, count: Int) {
    target.update(repeating: 0, count: count)
    winnow_scatter_add(target, gradient, table, outer, sourceStride, table.count, run)
  }
}

extension ConstantTensor {
  func moved(_ movement: Movement) -> ConstantTensor {
    var sources = [movement.base]
    for axis in movement.offsets { sources = sources.flatMap { s in axis.map { s < 0 || $0 < 0 ? -1 : s + $0 } } }
    var result = self
    result.shape = movement.shape
    switch elements {
    case .floats(let v): result.elements = .floats(sources.map { $0 < 0 ? movement.fill : v[$0] })
    case .doubles(let v): result.elements = .doubles(sources.map { $0 < 0 ? Double(movement.fill) : v[$0] })
    case .integers(let v):
      result.elements = .integers(sources.map { $0 < 0 ? Int64(clamping: Int(clamping: movement.fill)) : v[$0] })
    }
    return result
  }
}

/// An operator each of whose results holds elements of the first input, moved, and nothing else.
protocol MovementOperator: AffineOperator {
  /// One movement an output.
  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement]
  /// Shape of output `i`, where it differs from the movement's.
  func outputShape(_ i: Int, _ movement: Movement, _ inputs: [Value?]) throws(NetworkError) -> [Int]
}

extension MovementOperator {
  func outputShape(_ i: Int, _ movement: Movement, _ inputs: [Value?]) throws(NetworkError) -> [Int] { movement.shape }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    var results: [Value] = []
    for (i, movement) in try movements(inputs).enumerated() {
      let shape = try outputShape(i, movement, inputs)
      if let constant = x.constant {
        results.append(Value(constant.moved(movement).reshaped(shape)))
      } else {
        results.append(Value(x.type, shape))
      }
    }
    return results
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let movements = try movements(node.inputValues)
    for (i, movement) in movements.enumerated() where i < node.node.outputs.count && !node.node.outputs[i].isEmpty {
      try node.lower(movement, output: i)
    }
  }
}

extension LoweredNode {
  /// Writes a movement of input 0 as output `i`, with its gradient.
  func lower(_ movement: Movement, output i: Int = 0) throws(NetworkError) {
    let x = try plain(0)
    let result = builder.moved(x, movement)
    setOutput(result.with(Layout(plain: outputShape(i))), i)
    onBackward(output: node.outputs[i]) { () throws(NetworkError) in
      guard let gradient = try plainOutputGradient(i) else { return }
      try addGradient(0, builder.movedBack(gradient, movement, shape: x.shape))
    }
  }
}

extension PlanBuilder {
  func moved(_ x: Operand, _ movement: Movement) -> Operand {
    let table = MovementTable(movement)
    let result = newPlain(movement.shape)
    kernel("move", reads: [x], writes: [result]) { p in table.apply(p[0], p[1]) }
    return result
  }

  /// The transposed map: adds each element of the gradient to where it came from.
  func movedBack(_ gradient: Operand, _ movement: Movement, shape: [Int]) -> Operand {
    let table = MovementTable(movement)
    let result = newPlain(shape)
    let count = result.layout.elementCount
    kernel("move back", reads: [gradient], writes: [result]) { p in table.applyTransposed(p[0], p[1], count: count) }
    return result
  }
}
