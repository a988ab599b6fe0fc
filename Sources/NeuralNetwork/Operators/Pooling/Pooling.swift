import OneDNN

/// What MaxPool and AveragePool share.
extension LoweredNode {
  func pool(_ kind: PoolingFunction, window: Window, shape: [Int]) throws(NetworkError)
    -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand)
  {
    try pool(kind, source: input(0), window: window, shape: shape, training: isDifferentiable && wantsGradient(0))
  }

  func pool(
    _ kind: PoolingFunction, source: Operand, window: Window, shape: [Int],
    training: Bool
  ) throws(NetworkError) -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand) {
    let builder = self.builder
    let descriptor = try OperationDescriptor.pooling(
      kind, source: source.layout, destination: Layout(any: shape), window: window, training: training
    ).prepared()
    let result = builder.newOperand(descriptor.destination)
    let usesWorkspace = training && kind == .maximum
    let workspace = usesWorkspace ? builder.newOperand(descriptor.workspace) : nil
    try builder.primitive(
      descriptor, "forward", reads: [(.source, source)],
      writes: [(.destination, result), (.workspace, workspace)])
    return (
      result,
      { gradient throws(NetworkError) in
        let gradient = try builder.reorder(gradient, to: descriptor.destination)
        let backward = try OperationDescriptor.poolingBackward(
          kind, sourceGradient: source.layout, destinationGradient: descriptor.destination, window: window,
          hint: descriptor
        ).prepared()
        let result = builder.newOperand(source.layout)
        try builder.primitive(
          backward, "gradient",
          reads: [(.destinationGradient, gradient), (.workspace, workspace)],
          writes: [(.sourceGradient, result)])
        return result
      }
    )
  }

  var spatialShape: [Int] { Array(shape(0).dropFirst(2)) }
}

func poolShape(_ x: Value, _ window: WindowAttributes) throws(NetworkError) -> (
  shape: [Int], geometry: WindowAttributes.Geometry
) {
  guard x.shape.count >= 3 else { throw .malformed("its input \(Shape.text(x.shape)) has no spatial axes") }
  guard let kernel = window.kernel else { throw .malformed("attribute 'kernel_shape' is missing") }
  let geometry = try window.geometry(input: Array(x.shape[2...]), kernel: kernel)
  for (kernel, begin) in zip(kernel, geometry.window.padsBegin) where begin < 0 || begin >= max(kernel, 1) {
    throw .unsupported("padding \(begin) with a window of \(kernel): a window would hold padding only")
  }
  return (Array(x.shape[..<2]) + geometry.outputs, geometry)
}
