import OneDNN

struct LayerNormalization: Operator {
  static let name = "LayerNormalization"
  static let summary =
    "Mean 0 and variance 1 over the axes from `axis` on, then a scale and a shift for each element of "
    + "those axes."
  static let since = 17
  static let inputs = 2...3
  static let limits = "scale and shift constant; no mean and deviation outputs"

  private let axis: Int
  private let epsilon: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    axis = try attributes.int("axis", default: -1)
    epsilon = try attributes.float("epsilon", default: 1e-5)
    attributes.ignore("stash_type")
  }

  private func width(_ inputs: [Value?]) throws(NetworkError) -> Int {
    let shape = try inputs.required(0).shape
    return shape[try Shape.axis(axis, rank: shape.count)...].reduce(1, *)
  }

  private func parameter(_ i: Int, _ what: String, _ inputs: [Value?]) throws(NetworkError) -> [Float]? {
    guard let constant = try inputs.constant(i, what) else { return nil }
    let shape = try inputs.required(0).shape
    let axes = Array(shape[try Shape.axis(axis, rank: shape.count)...])
    guard Shape.broadcast(constant.shape, axes) == axes else {
      throw .malformed("its input '\(what)' of shape \(Shape.text(constant.shape)) does not fit \(Shape.text(axes))")
    }
    return constant.shape == axes ? constant.floats : constant.moved(.expand(constant.shape, to: axes)).floats
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    _ = try parameter(1, "Scale", inputs)
    _ = try parameter(2, "B", inputs)
    return [Value(x.type, x.shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let inputs = node.inputValues
    let width = try width(inputs)
    let x = try node.plain(0).with(Layout(plain: [node.value(0).count / width, width]))
    let scale = try parameter(1, "Scale", inputs)!
    let shift = try parameter(2, "B", inputs) ?? [Float](repeating: 0, count: width)
    let (result, gradient) = try builder.normalizedRows(
      x, epsilon: epsilon, scaleShift: (node.node.name, scale, shift), training: node.isDifferentiable)
    let full = Layout(plain: node.shape(0))
    node.setOutput(result.with(full))
    node.onBackward { () throws(NetworkError) in
      guard let incoming = node.outputGradient() else { return }
      try node.addGradient(0, gradient(incoming).with(full))
    }
  }
}
