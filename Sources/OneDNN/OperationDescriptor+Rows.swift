import CDNNL

/// Matrix products, and what turns whole rows of numbers into others: softmax and normalizations.
extension OperationDescriptor {
  package static func matmul(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, post: [PostOperation] = []
  ) -> OperationDescriptor {
    OperationDescriptor("a matrix product of \(source.shape) and \(weights.shape)", post: post) {
      var operation = dnnl_matmul_desc_t()
      let status = with(source, weights, bias, destination) {
        dnnl_matmul_desc_init(&operation, $0[0], $0[1], $0[2], $0[3])
      }
      return $0.create(operation, described: status)
    }
  }

  package static func softmax(_ layout: Layout, axis: Int, logarithmic: Bool, training: Bool) -> OperationDescriptor {
    OperationDescriptor("a softmax of \(layout.shape)") {
      var operation = dnnl_softmax_v2_desc_t()
      let status = with(layout) {
        dnnl_softmax_v2_forward_desc_init(
          &operation, propagation(training), softmaxAlgorithm(logarithmic), $0[0], $0[0], Int32(axis))
      }
      return $0.create(operation, described: status)
    }
  }

  package static func softmaxBackward(_ layout: Layout, axis: Int, logarithmic: Bool) -> OperationDescriptor {
    OperationDescriptor(
      "the gradient of a softmax of \(layout.shape)",
      hint: { () throws(OneDNNError) in
        try PrimitiveDescriptor(.softmax(layout, axis: axis, logarithmic: logarithmic, training: true))
      }
    ) {
      var operation = dnnl_softmax_v2_desc_t()
      let status = with(layout) {
        dnnl_softmax_v2_backward_desc_init(
          &operation, softmaxAlgorithm(logarithmic), $0[0], $0[0], $0[0], Int32(axis))
      }
      return $0.create(operation, described: status)
    }
  }

  private static func softmaxAlgorithm(_ logarithmic: Bool) -> dnnl_alg_kind_t {
    logarithmic ? dnnl_softmax_log : dnnl_softmax_accurate
  }

  /// Each row to mean 0 and variance 1.
  /// - Parameter scaled: whether a scale and a shift for each column follow, as ``Argument/scaleShift``.
  package static func layerNormalization(
    _ layout: Layout, statistics: Layout, epsilon: Float, scaled: Bool, training: Bool
  ) -> OperationDescriptor {
    OperationDescriptor("a layer normalization of \(layout.shape)") {
      var operation = dnnl_layer_normalization_desc_t()
      let flags = scaled ? dnnl_use_scaleshift : dnnl_normalization_flags_none
      let status = with(layout, statistics) {
        dnnl_layer_normalization_forward_desc_init(
          &operation, propagation(training), $0[0], $0[1], epsilon, flags.rawValue)
      }
      return $0.create(operation, described: status)
    }
  }

  /// Of the normalization without scale and shift.
  package static func layerNormalizationBackward(
    _ layout: Layout, statistics: Layout, epsilon: Float, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a layer normalization", hint: { hint }) {
      var operation = dnnl_layer_normalization_desc_t()
      let status = with(layout, statistics) {
        dnnl_layer_normalization_backward_desc_init(
          &operation, dnnl_backward_data, $0[0], $0[0], $0[1], epsilon, dnnl_normalization_flags_none.rawValue)
      }
      return $0.create(operation, described: status)
    }
  }

  package static func localResponse(
    _ layout: Layout, size: Int, alpha: Float, beta: Float, bias: Float, training: Bool
  ) -> OperationDescriptor {
    OperationDescriptor("a local response normalization of \(layout.shape)") {
      var operation = dnnl_lrn_desc_t()
      let status = with(layout) {
        dnnl_lrn_forward_desc_init(
          &operation, propagation(training), dnnl_lrn_across_channels, $0[0], dnnl_dim_t(size), alpha, beta, bias)
      }
      return $0.create(operation, described: status)
    }
  }

  package static func localResponseBackward(
    _ layout: Layout, size: Int, alpha: Float, beta: Float, bias: Float, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a local response normalization", hint: { hint }) {
      var operation = dnnl_lrn_desc_t()
      let status = with(layout) {
        dnnl_lrn_backward_desc_init(
          &operation, dnnl_lrn_across_channels, $0[0], $0[0], dnnl_dim_t(size), alpha, beta, bias)
      }
      return $0.create(operation, described: status)
    }
  }
}
