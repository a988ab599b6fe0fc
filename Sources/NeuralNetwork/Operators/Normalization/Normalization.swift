import OneDNN

/// What the normalizations share: each row of a matrix to mean 0 and variance 1.
extension PlanBuilder {
  /// - Parameters:
  ///   - x: rows x columns, row-major.
  ///   - scaleShift: a scale for each column, then a shift for each; applied behind.
  /// - Returns: the result and its gradient.
  func normalizedRows(
    _ x: Operand, epsilon: Float, scaleShift: (key: String, scale: [Float], shift: [Float])?, training: Bool
  )
    throws(NetworkError) -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand)
  {
    let layout = x.layout
    let statistics = Layout(plain: [x.shape[0]])
    let columns = Layout(plain: [x.shape[1]])
    var scale: Operand?
    var shift: Operand?
    if let scaleShift {
      scale = try constant(scaleShift.key + ":scale", ConstantTensor(columns.shape, scaleShift.scale), columns)
      shift = try constant(scaleShift.key + ":shift", ConstantTensor(columns.shape, scaleShift.shift), columns)
    }
    let descriptor = try OperationDescriptor.layerNormalization(
      layout, statistics: statistics, epsilon: epsilon, scaled: scaleShift != nil, training: training
    ).prepared()
    let result = newOperand(layout)
    let mean = newOperand(statistics)
    let variance = newOperand(statistics)
    try primitive(
      descriptor, "normalize", reads: [(.source, x), (.scale, scale), (.shift, shift)],
      writes: [
        (.destination, result), (.mean, training ? mean : nil), (.variance, training ? variance : nil),
      ])
    return (
      result,
      { gradient throws(NetworkError) in
        // oneDNN has no backward-by-data with a scale here: the scale goes into the gradient first.
        let hint = try OperationDescriptor.layerNormalization(
          layout, statistics: statistics, epsilon: epsilon, scaled: false, training: true
        ).prepared()
        let backward = try OperationDescriptor.layerNormalizationBackward(
          layout, statistics: statistics, epsilon: epsilon, hint: hint
        ).prepared()
        var incoming = try self.plain(gradient).with(layout)
        if let scale {
          incoming = try self.multiplied(incoming, scale.with(Layout(plain: [1, columns.shape[0]])))
        }
        let result = self.newOperand(layout)
        try self.primitive(
          backward, "normalize gradient",
          reads: [
            (.source, x), (.mean, mean), (.variance, variance), (.destinationGradient, incoming),
          ], writes: [(.sourceGradient, result)])
        return result
      }
    )
  }
}

extension LoweredNode {
  /// Normalizes groups of consecutive elements, then scales and shifts each channel (axis 1).
  func lowerNormalization(groupSize: Int, epsilon: Float, scale: [Double], shift: [Double]) throws(NetworkError) {
    let shape = self.shape(0)
    let x = try plain(0).with(Layout(plain: [self.value(0).count / groupSize, groupSize]))
    let (rows, gradient) = try builder.normalizedRows(
      x, epsilon: epsilon, scaleShift: nil, training: isDifferentiable)
    let channels = [1, shape[1]] + shape.dropFirst(2).map { _ in 1 }
    let layout = Layout(plain: channels)
    let factor = try builder.constant(node.name + ":scale", ConstantTensor(channels, scale), layout)
    let offset = try builder.constant(node.name + ":shift", ConstantTensor(channels, shift), layout)
    let full = Layout(plain: shape)
    let result = builder.newOperand(full)
    try builder.primitive(
      .binary(.multiply, full, layout, destination: full, post: [.binary(.add, layout)]),
      "scale and shift",
      reads: [
        (.first, rows.with(full)), (.second, factor),
        (.postOperand, offset),
      ], writes: [(.destination, result)])
    setOutput(result)
    onBackward { () throws(NetworkError) in
      guard let incoming = try plainOutputGradient() else { return }
      try addGradient(0, gradient(builder.multiplied(incoming, factor)).with(full))
    }
  }
}
