import COneDNN

/// Matrix products, and what turns whole rows of numbers into others: softmax and normalizations.
extension OperationDescriptor {
  package static func matmul(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, post: [PostOperation] = []
  ) -> OperationDescriptor {
    OperationDescriptor("a matrix product of \(source.shape) and \(weights.shape)", post: post) { p in
      with(source, weights, bias, destination) { winnow_prepare_matmul(&p, $0[0], $0[1], $0[2], $0[3]) }
    }
  }

  package static func softmax(_ layout: Layout, axis: Int, logarithmic: Bool, training: Bool) -> OperationDescriptor {
    OperationDescriptor("a softmax of \(layout.shape)") { p in
      with(layout) {
        winnow_prepare_softmax(&p, propagation(training), softmaxAlgorithm(logarithmic), $0[0], Int32(axis))
      }
    }
  }

  package static func softmaxBackward(_ layout: Layout, axis: Int, logarithmic: Bool) -> OperationDescriptor {
    OperationDescriptor(
      "the gradient of a softmax of \(layout.shape)",
      hint: { () throws(OneDNNError) in
        try PrimitiveDescriptor(.softmax(layout, axis: axis, logarithmic: logarithmic, training: true))
      }
    ) { p in
      with(layout) { winnow_prepare_softmax_backward(&p, softmaxAlgorithm(logarithmic), $0[0], Int32(axis)) }
    }
  }

  private static func softmaxAlgorithm(_ logarithmic: Bool) -> dnnl_alg_kind_t {
    logarithmic ? dnnl_softmax_log : dnnl_softmax_accurate
  }

  /// Each row to mean 0 and variance 1.
  /// - Parameter scaled: whether a scale and a shift for each column follow, as ``Argument/scale`` and
  ///   ``Argument/shift``.
  package static func layerNormalization(
    _ layout: Layout, statistics: Layout, epsilon: Float, scaled: Bool, training: Bool
  ) -> OperationDescriptor {
    OperationDescriptor("a layer normalization of \(layout.shape)") { p in
      let flags = scaled ? dnnl_use_scale.rawValue | dnnl_use_shift.rawValue : dnnl_normalization_flags_none.rawValue
      return with(layout, statistics) {
        winnow_prepare_layer_normalization(&p, propagation(training), $0[0], $0[1], epsilon, flags)
      }
    }
  }

  /// Of the normalization without scale and shift.
  package static func layerNormalizationBackward(
    _ layout: Layout, statistics: Layout, epsilon: Float, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a layer normalization", hint: { hint }) { p in
      with(layout, statistics) {
        winnow_prepare_layer_normalization_backward(
          &p, $0[0], $0[1], epsilon, dnnl_normalization_flags_none.rawValue)
      }
    }
  }

  package static func localResponse(
    _ layout: Layout, size: Int, alpha: Float, beta: Float, bias: Float, training: Bool
  ) -> OperationDescriptor {
    OperationDescriptor("a local response normalization of \(layout.shape)") { p in
      with(layout) {
        winnow_prepare_local_response(&p, propagation(training), $0[0], dnnl_dim_t(size), alpha, beta, bias)
      }
    }
  }

  package static func localResponseBackward(
    _ layout: Layout, size: Int, alpha: Float, beta: Float, bias: Float, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a local response normalization", hint: { hint }) { p in
      with(layout) { winnow_prepare_local_response_backward(&p, $0[0], dnnl_dim_t(size), alpha, beta, bias) }
    }
  }
}
