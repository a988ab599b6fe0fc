import CDNNL

/// Operations of a window that slides over the spatial axes.
extension OperationDescriptor {
  package static func convolution(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, window: Window, training: Bool = false,
    method: ConvolutionMethod = .direct, post: [PostOperation] = []
  ) -> OperationDescriptor {
    OperationDescriptor("a convolution of \(source.shape) with \(weights.shape)", post: post) {
      var operation = dnnl_convolution_desc_t()
      let status = with(source, weights, bias, destination) { l in
        window.withDims {
          dnnl_dilated_convolution_forward_desc_init(
            &operation, propagation(training), method.algorithm, l[0], l[1], l[2], l[3], $0, $1, $2, $3)
        }
      }
      return $0.create(operation, described: status)
    }
  }

  package static func convolutionBackward(
    sourceGradient: Layout, weights: Layout, destinationGradient: Layout, window: Window, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a convolution of \(sourceGradient.shape)", hint: { hint }) {
      var operation = dnnl_convolution_desc_t()
      let status = with(sourceGradient, weights, destinationGradient) { l in
        window.withDims {
          dnnl_dilated_convolution_backward_data_desc_init(
            &operation, dnnl_convolution_direct, l[0], l[1], l[2], $0, $1, $2, $3)
        }
      }
      return $0.create(operation, described: status)
    }
  }

  package static func deconvolution(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, window: Window, training: Bool = false
  ) -> OperationDescriptor {
    OperationDescriptor("a transposed convolution of \(source.shape)") {
      var operation = dnnl_deconvolution_desc_t()
      let status = with(source, weights, bias, destination) { l in
        window.withDims {
          dnnl_dilated_deconvolution_forward_desc_init(
            &operation, propagation(training), dnnl_deconvolution_direct, l[0], l[1], l[2], l[3], $0, $1, $2, $3)
        }
      }
      return $0.create(operation, described: status)
    }
  }

  package static func deconvolutionBackward(
    sourceGradient: Layout, weights: Layout, destinationGradient: Layout, window: Window, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a transposed convolution of \(sourceGradient.shape)", hint: { hint }) {
      var operation = dnnl_deconvolution_desc_t()
      let status = with(sourceGradient, weights, destinationGradient) { l in
        window.withDims {
          dnnl_dilated_deconvolution_backward_data_desc_init(
            &operation, dnnl_deconvolution_direct, l[0], l[1], l[2], $0, $1, $2, $3)
        }
      }
      return $0.create(operation, described: status)
    }
  }

  package static func pooling(
    _ function: PoolingFunction, source: Layout, destination: Layout, window: Window, training: Bool
  ) -> OperationDescriptor {
    OperationDescriptor("a pooling of \(source.shape)") {
      var operation = dnnl_pooling_v2_desc_t()
      let status = with(source, destination) { l in
        withExtents(window.kernel) { kernel in
          window.withDims {
            dnnl_pooling_v2_forward_desc_init(
              &operation, propagation(training), function.algorithm, l[0], l[1], $0, kernel, $1, $2, $3)
          }
        }
      }
      return $0.create(operation, described: status)
    }
  }

  package static func poolingBackward(
    _ function: PoolingFunction, sourceGradient: Layout, destinationGradient: Layout, window: Window,
    hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a pooling of \(sourceGradient.shape)", hint: { hint }) {
      var operation = dnnl_pooling_v2_desc_t()
      let status = with(sourceGradient, destinationGradient) { l in
        withExtents(window.kernel) { kernel in
          window.withDims {
            dnnl_pooling_v2_backward_desc_init(&operation, function.algorithm, l[0], l[1], $0, kernel, $1, $2, $3)
          }
        }
      }
      return $0.create(operation, described: status)
    }
  }
}

private typealias Dims = UnsafePointer<dnnl_dim_t>

extension Window {
  /// oneDNN counts dilations from 0.
  fileprivate func withDims(
    _ body: (_ strides: Dims, _ dilations: Dims, _ begin: Dims, _ end: Dims) -> dnnl_status_t
  ) -> dnnl_status_t {
    withExtents(strides) { strides in
      withExtents(dilations.map { $0 - 1 }) { dilations in
        withExtents(padsBegin) { begin in
          withExtents(padsEnd) { end in body(strides, dilations, begin, end) }
        }
      }
    }
  }
}
