struct ReduceMean: ReductionOperator {
  static let name = "ReduceMean"
  static let summary = "The mean over some axes."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(0, +) / Double(elements.count) }

  func reduce(_ x: Operand, to shape: [Int], _ builder: PlanBuilder) throws(NetworkError)
    -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand)
  {
    let scale = Float(shape.reduce(1, *)) / Float(x.layout.elementCount)
    return (
      try builder.reduced(.mean, x, to: shape),
      { gradient throws(NetworkError) in try builder.expanded(builder.scaled(gradient, by: scale), to: x.shape) }
    )
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let kept = try axes.keptShape(node.inputValues)
    let shape = node.shape(0)
    // Over all spatial axes of an image it is a pooling, which keeps blocked layouts.
    guard shape.count == 4, kept == [shape[0], shape[1], 1, 1], shape[2] * shape[3] > 1 else {
      return try lowerGeneral(node)
    }
    let (result, gradient) = try node.pool(.average, window: .global(node.spatialShape), shape: kept)
    node.setOutput(try node.builder.reshaped(result, node.outputShape()))
    node.onBackward { () throws(NetworkError) in
      guard let incoming = node.outputGradient() else { return }
      try node.addGradient(0, gradient(node.builder.reshaped(incoming, kept)))
    }
  }
}
