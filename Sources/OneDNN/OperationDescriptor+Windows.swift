import COneDNN

/// Operations of a window that slides over the spatial axes.
extension OperationDescriptor {
  package static func convolution(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, window: Window, training: Bool = false,
    method: ConvolutionMethod = .direct, post: [PostOperation] = []
  ) -> OperationDescriptor {
    OperationDescriptor("a convolution of \(source.shape) with \(weights.shape)", post: post) { p in
      with(source, weights, bias, destination) { l in
        window.asC {
          winnow_prepare_convolution(&p, propagation(training), method.algorithm, l[0], l[1], l[2], l[3], $0)
        }
      }
    }
  }

  package static func convolutionBackward(
    sourceGradient: Layout, weights: Layout, destinationGradient: Layout, window: Window, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a convolution of \(sourceGradient.shape)", hint: { hint }) { p in
      with(sourceGradient, weights, destinationGradient) { l in
        window.asC { winnow_prepare_convolution_backward(&p, dnnl_convolution_direct, l[0], l[1], l[2], $0) }
      }
    }
  }

  package static func deconvolution(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, window: Window, training: Bool = false
  ) -> OperationDescriptor {
    OperationDescriptor("a transposed convolution of \(source.shape)") { p in
      with(source, weights, bias, destination) { l in
        window.asC { winnow_prepare_deconvolution(&p, propagation(training), l[0], l[1], l[2], l[3], $0) }
      }
    }
  }

  package static func deconvolutionBackward(
    sourceGradient: Layout, weights: Layout, destinationGradient: Layout, window: Window, hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a transposed convolution of \(sourceGradient.shape)", hint: { hint }) { p in
      with(sourceGradient, weights, destinationGradient) { l in
        window.asC { winnow_prepare_deconvolution_backward(&p, l[0], l[1], l[2], $0) }
      }
    }
  }

  package static func pooling(
    _ function: PoolingFunction, source: Layout, destination: Layout, window: Window, training: Bool
  ) -> OperationDescriptor {
    OperationDescriptor("a pooling of \(source.shape)") { p in
      with(source, destination) { l in
        window.asC { winnow_prepare_pooling(&p, propagation(training), function.algorithm, l[0], l[1], $0) }
      }
    }
  }

  package static func poolingBackward(
    _ function: PoolingFunction, sourceGradient: Layout, destinationGradient: Layout, window: Window,
    hint: PrimitiveDescriptor
  ) -> OperationDescriptor {
    OperationDescriptor("the gradient of a pooling of \(sourceGradient.shape)", hint: { hint }) { p in
      with(sourceGradient, destinationGradient) { l in
        window.asC { winnow_prepare_pooling_backward(&p, function.algorithm, l[0], l[1], $0) }
      }
    }
  }
}

extension Window {
  /// oneDNN counts dilations from 0.
  fileprivate func asC(_ body: (winnow_window) -> dnnl_status_t) -> dnnl_status_t {
    withExtents(kernel) { kernel in
      withExtents(strides) { strides in
        withExtents(dilations.map { $0 - 1 }) { dilations in
          withExtents(padsBegin) { begin in
            withExtents(padsEnd) { end in
              body(
                winnow_window(
                  kernel: kernel, strides: strides, dilations: dilations, pads_begin: begin, pads_end: end))
            }
          }
        }
      }
    }
  }
}
