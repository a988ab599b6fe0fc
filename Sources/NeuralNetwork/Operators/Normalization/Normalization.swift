import CDNNL

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
    let flags = scaleShift == nil ? dnnl_normalization_flags_none : dnnl_use_scaleshift
    var weights: Operand?
    if let scaleShift {
      let tensor = ConstantTensor([2, x.shape[1]], scaleShift.scale + scaleShift.shift)
      weights = try constant(scaleShift.key, tensor, Layout(plain: tensor.shape))
    }
    let descriptor = try PrimitiveDescriptor.layerNormalization(
      layout, statistics: statistics, epsilon: epsilon, flags: flags, training: training)
    let result = newOperand(layout)
    let mean = newOperand(statistics)
    let variance = newOperand(statistics)
    let parameters = weights.map { [(DNNL_ARG_SCALE_SHIFT, $0)] } ?? []
    try primitive(
      descriptor, "normalize", reads: [(DNNL_ARG_SRC, x)] + parameters,
      writes: [(DNNL_ARG_DST, result)]
        + (training ? [(DNNL_ARG_MEAN, mean), (DNNL_ARG_VARIANCE, variance)] : []))
    return (
      result,
      { gradient throws(NetworkError) in
        // oneDNN has no backward-by-data with a scale here: the scale goes into the gradient first.
        let hint = try PrimitiveDescriptor.layerNormalization(
          layout, statistics: statistics, epsilon: epsilon, flags: dnnl_normalization_flags_none, training: true)
        let backward = try PrimitiveDescriptor.layerNormalizationBackward(
          layout, statistics: statistics, epsilon: epsilon, flags: dnnl_normalization_flags_none, hint: hint)
        var incoming = try self.plain(gradient).with(layout)
        if let scaleShift {
          let scale = ConstantTensor([1, scaleShift.scale.count], scaleShift.scale)
          incoming = try self.multiplied(
            incoming, self.constant(scaleShift.key + ":scale", scale, Layout(plain: scale.shape)))
        }
        let result = self.newOperand(layout)
        try self.primitive(
          backward, "normalize gradient",
          reads: [
            (DNNL_ARG_SRC, x), (DNNL_ARG_MEAN, mean), (DNNL_ARG_VARIANCE, variance), (DNNL_ARG_DIFF_DST, incoming),
          ], writes: [(DNNL_ARG_DIFF_SRC, result)])
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
      .binary(dnnl_binary_mul, full, layout, destination: full, post: [.binary(dnnl_binary_add, layout)]),
      "scale and shift",
      reads: [
        (DNNL_ARG_SRC_0, rows.with(full)), (DNNL_ARG_SRC_1, factor),
        (DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1, offset),
      ], writes: [(DNNL_ARG_DST, result)])
    setOutput(result)
    onBackward { () throws(NetworkError) in
      guard let incoming = try plainOutputGradient() else { return }
      try addGradient(0, gradient(builder.multiplied(incoming, factor)).with(full))
    }
  }
}
