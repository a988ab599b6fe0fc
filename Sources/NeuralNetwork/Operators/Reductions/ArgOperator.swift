/// What ArgMax and ArgMin share.
struct ArgAttributes: Sendable {
  let axis: Int
  let keepsAxis: Bool
  let takesLast: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    axis = try attributes.int("axis", default: 0)
    keepsAxis = try attributes.bool("keepdims", default: true)
    takesLast = try attributes.bool("select_last_index", default: false)
  }
}

/// The index of the best element along an axis: flat.
protocol ArgOperator: Operator {
  var arg: ArgAttributes { get }
  func isBetter(_ a: Double, than b: Double) -> Bool
}

extension ArgOperator {
  static var inputs: ClosedRange<Int> { 1...1 }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let axis = try Shape.axis(arg.axis, rank: x.shape.count)
    guard x.shape[axis] > 0 else { throw .malformed("axis \(axis) is empty") }
    var shape = x.shape
    if arg.keepsAxis { shape[axis] = 1 } else { shape.remove(at: axis) }
    guard let constant = x.constant else { return [Value(.int64, shape)] }
    let values = constant.doubles
    return [Value(ConstantTensor(shape, integers: places(x.shape, axis) { values[$0] }.map { Int64($0) }))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let x = try node.plain(0)
    let shape = x.shape
    let axis = try Shape.axis(arg.axis, rank: shape.count)
    let result = node.builder.newPlain(node.outputShape())
    node.builder.kernel(Self.name, reads: [x], writes: [result]) { p in
      let source = p[0]
      for (i, place) in places(shape, axis, { Double(source[$0]) }).enumerated() { p[1][i] = Float(place) }
    }
    node.setOutput(result)
  }

  private func places(_ shape: [Int], _ axis: Int, _ value: (Int) -> Double) -> [Int] {
    let inner = shape[(axis + 1)...].reduce(1, *)
    var result: [Int] = []
    for outer in 0..<shape[..<axis].reduce(1, *) {
      for j in 0..<inner {
        let start = outer * shape[axis] * inner + j
        var best = 0
        for k in 1..<max(1, shape[axis]) {
          let (new, old) = (value(start + k * inner), value(start + best * inner))
          if isBetter(new, than: old) || arg.takesLast && new == old { best = k }
        }
        result.append(best)
      }
    }
    return result
  }
}
