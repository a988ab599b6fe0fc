import OneDNN

struct Softmax: Operator {
  static let name = "Softmax"
  static let summary = "exp(x) over its sum along an axis."
  static let inputs = 1...1

  let softmax: SoftmaxAxis

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { softmax = try SoftmaxAxis(&attributes) }
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { [try softmax.infer(inputs)] }
  func lower(_ node: LoweredNode) throws(NetworkError) { try softmax.lower(node, logarithmic: false) }
}

/// What Softmax and LogSoftmax share.
struct SoftmaxAxis: Sendable {
  let axis: Int
  /// Up to operator set 12 all axes from `axis` on are taken together.
  let isFlattened: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    isFlattened = attributes.opset < 13
    axis = try attributes.int("axis", default: isFlattened ? 1 : -1)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> Value {
    let x = try inputs.required(0)
    if !(isFlattened && axis == x.shape.count) { _ = try Shape.axis(axis, rank: max(1, x.shape.count)) }
    return Value(x.type, x.shape)
  }

  /// How many values of a tensor add up to 1 together.
  func extent(of shape: [Int]) -> Int {
    let place = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(place) else { return 1 }
    return isFlattened ? shape[place...].reduce(1, *) : shape[place]
  }

  func lower(_ node: LoweredNode, logarithmic: Bool) throws(NetworkError) {
    let builder = node.builder
    var x = try node.plain(0)
    var place = axis < 0 ? axis + x.shape.count : axis
    if isFlattened {
      x = x.with(Layout(plain: [x.shape[..<place].reduce(1, *), x.shape[place...].reduce(1, *)]))
      place = 1
    }
    let layout = x.layout
    let result = builder.newOperand(layout)
    try builder.primitive(
      .softmax(layout, axis: place, logarithmic: logarithmic, training: node.isDifferentiable), "softmax",
      reads: [(.source, x)], writes: [(.destination, result)], mayOverwrite: x)
    let shape = node.outputShape().isEmpty ? [1] : node.outputShape()
    node.setOutput(result.with(Layout(plain: shape)))
    node.onBackward { () throws(NetworkError) in
      guard let gradient = try node.plainOutputGradient() else { return }
      let backward = builder.newOperand(layout)
      try builder.primitive(
        .softmaxBackward(layout, axis: place, logarithmic: logarithmic), "softmax gradient",
        reads: [(.destination, result), (.destinationGradient, gradient.with(layout))],
        writes: [(.sourceGradient, backward)])
      try node.addGradient(0, backward.with(Layout(plain: shape)))
    }
  }
}
