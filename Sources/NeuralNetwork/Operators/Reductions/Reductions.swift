/// What the reductions share: which axes, and whether they stay with extent 1.
struct ReductionAxes: Sendable {
  private let axes: [Int]?
  let keepsAxes: Bool
  private let doesNothingWithoutAxes: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    // The axes are an attribute up to operator set 12 or 17, an input later.
    axes = try attributes.ints("axes")
    keepsAxes = try attributes.bool("keepdims", default: true)
    doesNothingWithoutAxes = try attributes.bool("noop_with_empty_axes", default: false)
  }

  func reduced(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let rank = try inputs.required(0).shape.count
    let listed = try inputs.constant(1, "axes")?.integers ?? axes ?? []
    if listed.isEmpty { return doesNothingWithoutAxes ? [] : Array(0..<rank) }
    return try Shape.axes(listed, rank: rank).sorted()
  }

  /// Shape with the reduced axes of extent 1.
  func keptShape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let reduced = try reduced(inputs)
    let shape = try inputs.required(0).shape
    return shape.indices.map { reduced.contains($0) ? 1 : shape[$0] }
  }

  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let reduced = try reduced(inputs)
    let shape = try inputs.required(0).shape
    return keepsAxes
      ? try keptShape(inputs) : shape.indices.filter { !reduced.contains($0) }.map { shape[$0] }
  }
}

/// A reduction of some axes of one input.
protocol ReductionOperator: Operator {
  var axes: ReductionAxes { get }
  /// Of the elements that go into one result, in double precision.
  func evaluate(_ elements: [Double]) -> Double
  /// Writes the reduction of `x` to `shape` (axes kept with extent 1) and returns it with its gradient: from that of the
  /// result, expanded to nothing, to that of `x`.
  func reduce(_ x: Operand, to shape: [Int], _ builder: PlanBuilder) throws(NetworkError)
    -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand)
}

extension ReductionOperator {
  static var inputs: ClosedRange<Int> { 1...2 }
  static var limits: String { "axes constant" }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let shape = try axes.shape(inputs)
    guard let constant = x.constant else { return [Value(x.type, shape)] }
    let kept = try axes.keptShape(inputs)
    var groups = [[Double]](repeating: [], count: kept.reduce(1, *))
    let target = Shape.strides(kept)
    let source = Shape.strides(x.shape)
    for (i, v) in constant.doubles.enumerated() {
      var place = 0
      for axis in x.shape.indices where kept[axis] != 1 { place += i / source[axis] % x.shape[axis] * target[axis] }
      groups[place].append(v)
    }
    return [Value(.computed(x.type, shape, groups.map(evaluate)))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) { try lowerGeneral(node) }

  func lowerGeneral(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let kept = try axes.keptShape(node.inputValues)
    let (result, gradient) = try reduce(node.input(0), to: kept.isEmpty ? [1] : kept, builder)
    node.setOutput(try builder.reshaped(result, node.outputShape()))
    node.onBackward { () throws(NetworkError) in
      guard let incoming = node.outputGradient() else { return }
      try node.addGradient(0, gradient(builder.reshaped(incoming, kept)))
    }
  }
}
