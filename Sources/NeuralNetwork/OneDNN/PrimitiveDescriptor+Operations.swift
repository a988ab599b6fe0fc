import CDNNL

/// One function an operation; each fills oneDNN's descriptor and lets oneDNN choose an implementation.
extension PrimitiveDescriptor {
  static func reorder(from: Layout, to: Layout) throws(NetworkError) -> PrimitiveDescriptor {
    let engine = try Engine.get().handle
    let attributes = try Attributes(post: [])
    var handle: dnnl_primitive_desc_t?
    let status = withUnsafePointer(to: from.descriptor) { from in
      withUnsafePointer(to: to.descriptor) { to in
        dnnl_reorder_primitive_desc_create(&handle, from, engine, to, engine, attributes.handle)
      }
    }
    try check(status, "preparing a reorder of \(from.shape)")
    return PrimitiveDescriptor(adopting: handle!)
  }

  /// Geometry of a sliding window over the spatial axes. `dilations` are ONNX's: 1 for a dense window.
  struct Window {
    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    var padsBegin: [Int]
    var padsEnd: [Int]
  }

  private typealias Dims = UnsafePointer<dnnl_dim_t>

  private static func withWindow(
    _ window: Window, _ body: (_ strides: Dims, _ dilations: Dims, _ begin: Dims, _ end: Dims) -> dnnl_status_t
  ) -> dnnl_status_t {
    withDims(window.strides) { strides in
      withDims(window.dilations.map { $0 - 1 }) { dilations in
        withDims(window.padsBegin) { begin in withDims(window.padsEnd) { end in body(strides, dilations, begin, end) } }
      }
    }
  }

  fileprivate static func with(
    _ layouts: Layout?..., do body: ([UnsafePointer<dnnl_memory_desc_t>?]) -> dnnl_status_t
  ) -> dnnl_status_t {
    let descriptors = layouts.map { $0?.descriptor ?? dnnl_memory_desc_t() }
    return descriptors.withUnsafeBufferPointer { buffer in
      body(layouts.indices.map { layouts[$0] == nil ? nil : buffer.baseAddress! + $0 })
    }
  }

  static func convolution(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, window: Window, training: Bool = false,
    winograd: Bool = false, post: [PostOperation] = []
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_convolution_desc_t()
    let status = with(source, weights, bias, destination) { l in
      withWindow(window) {
        dnnl_dilated_convolution_forward_desc_init(
          &operation, training ? dnnl_forward_training : dnnl_forward_inference,
          winograd ? dnnl_convolution_winograd : dnnl_convolution_direct, l[0], l[1], l[2], l[3], $0, $1, $2, $3)
      }
    }
    try check(status, "describing a convolution")
    return try PrimitiveDescriptor(
      &operation, post: post, doing: "a convolution of \(source.shape) with \(weights.shape)")
  }

  static func convolutionBackward(
    sourceGradient: Layout, weights: Layout, destinationGradient: Layout, window: Window, hint: PrimitiveDescriptor
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_convolution_desc_t()
    let status = with(sourceGradient, weights, destinationGradient) { l in
      withWindow(window) {
        dnnl_dilated_convolution_backward_data_desc_init(
          &operation, dnnl_convolution_direct, l[0], l[1], l[2], $0, $1, $2, $3)
      }
    }
    try check(status, "describing a convolution's gradient")
    return try PrimitiveDescriptor(
      &operation, hint: hint, doing: "the gradient of a convolution of \(sourceGradient.shape)")
  }

  static func deconvolution(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, window: Window, training: Bool = false,
    post: [PostOperation] = []
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_deconvolution_desc_t()
    let status = with(source, weights, bias, destination) { l in
      withWindow(window) {
        dnnl_dilated_deconvolution_forward_desc_init(
          &operation, training ? dnnl_forward_training : dnnl_forward_inference, dnnl_deconvolution_direct, l[0], l[1],
          l[2], l[3], $0, $1, $2, $3)
      }
    }
    try check(status, "describing a transposed convolution")
    return try PrimitiveDescriptor(&operation, post: post, doing: "a transposed convolution of \(source.shape)")
  }

  static func deconvolutionBackward(
    sourceGradient: Layout, weights: Layout, destinationGradient: Layout, window: Window, hint: PrimitiveDescriptor
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_deconvolution_desc_t()
    let status = with(sourceGradient, weights, destinationGradient) { l in
      withWindow(window) {
        dnnl_dilated_deconvolution_backward_data_desc_init(
          &operation, dnnl_deconvolution_direct, l[0], l[1], l[2], $0, $1, $2, $3)
      }
    }
    try check(status, "describing a transposed convolution's gradient")
    return try PrimitiveDescriptor(
      &operation, hint: hint, doing: "the gradient of a transposed convolution of \(sourceGradient.shape)")
  }

  enum Pooling {
    case maximum, average, averageWithoutPadding
    var algorithm: dnnl_alg_kind_t {
      switch self {
      case .maximum: dnnl_pooling_max
      case .average: dnnl_pooling_avg_include_padding
      case .averageWithoutPadding: dnnl_pooling_avg_exclude_padding
      }
    }
  }

  static func pooling(
    _ kind: Pooling, source: Layout, destination: Layout, window: Window, training: Bool
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_pooling_v2_desc_t()
    let status = with(source, destination) { l in
      withDims(window.kernel) { kernel in
        withWindow(window) {
          dnnl_pooling_v2_forward_desc_init(
            &operation, training ? dnnl_forward_training : dnnl_forward_inference, kind.algorithm, l[0], l[1], $0,
            kernel, $1, $2, $3)
        }
      }
    }
    try check(status, "describing a pooling")
    return try PrimitiveDescriptor(&operation, doing: "a pooling of \(source.shape)")
  }

  static func poolingBackward(
    _ kind: Pooling, sourceGradient: Layout, destinationGradient: Layout, window: Window, hint: PrimitiveDescriptor
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_pooling_v2_desc_t()
    let status = with(sourceGradient, destinationGradient) { l in
      withDims(window.kernel) { kernel in
        withWindow(window) {
          dnnl_pooling_v2_backward_desc_init(&operation, kind.algorithm, l[0], l[1], $0, kernel, $1, $2, $3)
        }
      }
    }
    try check(status, "describing a pooling's gradient")
    return try PrimitiveDescriptor(
      &operation, hint: hint, doing: "the gradient of a pooling of \(sourceGradient.shape)")
  }

  static func activation(_ activation: Activation, layout: Layout, training: Bool) throws(NetworkError)
    -> PrimitiveDescriptor
  {
    var operation = dnnl_eltwise_desc_t()
    let algorithm = training ? activation.fromResult ?? activation.algorithm : activation.algorithm
    let status = with(layout) {
      dnnl_eltwise_forward_desc_init(
        &operation, training ? dnnl_forward_training : dnnl_forward_inference, algorithm, $0[0], activation.alpha,
        activation.beta)
    }
    try check(status, "describing an activation")
    return try PrimitiveDescriptor(&operation, doing: "an activation of \(layout.shape)")
  }

  /// Takes the result where `activation.fromResult` is set, the argument otherwise.
  static func activationBackward(_ activation: Activation, gradient: Layout, data: Layout) throws(NetworkError)
    -> PrimitiveDescriptor
  {
    let hint = try PrimitiveDescriptor.activation(activation, layout: data, training: true)
    var operation = dnnl_eltwise_desc_t()
    let status = with(gradient, data) {
      dnnl_eltwise_backward_desc_init(
        &operation, activation.fromResult ?? activation.algorithm, $0[0], $0[1], activation.alpha, activation.beta)
    }
    try check(status, "describing an activation's gradient")
    return try PrimitiveDescriptor(&operation, hint: hint, doing: "the gradient of an activation of \(data.shape)")
  }

  /// `second` may have extent 1 where `first` has more: it is repeated.
  static func binary(
    _ algorithm: dnnl_alg_kind_t, _ first: Layout, _ second: Layout, destination: Layout, post: [PostOperation] = []
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_binary_desc_t()
    let status = with(first, second, destination) {
      dnnl_binary_desc_init(&operation, algorithm, $0[0], $0[1], $0[2])
    }
    try check(status, "describing a binary operation")
    return try PrimitiveDescriptor(
      &operation, post: post, doing: "a binary operation on \(first.shape) and \(second.shape)")
  }

  static func sum(_ sources: [Layout], destination: Layout) throws(NetworkError) -> PrimitiveDescriptor {
    let engine = try Engine.get().handle
    let attributes = try Attributes(post: [])
    var handle: dnnl_primitive_desc_t?
    let status = with(destination) { l in
      dnnl_sum_primitive_desc_create(
        &handle, l[0], Int32(sources.count), [Float](repeating: 1, count: sources.count),
        sources.map(\.descriptor), attributes.handle, engine)
    }
    try check(status, "preparing a sum of \(destination.shape)")
    return PrimitiveDescriptor(adopting: handle!)
  }

  static func concatenation(_ sources: [Layout], axis: Int, destination: Layout?) throws(NetworkError)
    -> PrimitiveDescriptor
  {
    let engine = try Engine.get().handle
    let attributes = try Attributes(post: [])
    var handle: dnnl_primitive_desc_t?
    let status = with(destination) { l in
      dnnl_concat_primitive_desc_create(
        &handle, l[0], Int32(sources.count), Int32(axis), sources.map(\.descriptor), attributes.handle, engine)
    }
    try check(status, "preparing a concatenation")
    return PrimitiveDescriptor(adopting: handle!)
  }

  static func softmax(_ layout: Layout, axis: Int, logarithmic: Bool, training: Bool) throws(NetworkError)
    -> PrimitiveDescriptor
  {
    var operation = dnnl_softmax_v2_desc_t()
    let status = with(layout) {
      dnnl_softmax_v2_forward_desc_init(
        &operation, training ? dnnl_forward_training : dnnl_forward_inference,
        logarithmic ? dnnl_softmax_log : dnnl_softmax_accurate, $0[0], $0[0], Int32(axis))
    }
    try check(status, "describing a softmax")
    return try PrimitiveDescriptor(&operation, doing: "a softmax of \(layout.shape)")
  }

  static func softmaxBackward(_ layout: Layout, axis: Int, logarithmic: Bool) throws(NetworkError)
    -> PrimitiveDescriptor
  {
    let hint = try PrimitiveDescriptor.softmax(layout, axis: axis, logarithmic: logarithmic, training: true)
    var operation = dnnl_softmax_v2_desc_t()
    let status = with(layout) {
      dnnl_softmax_v2_backward_desc_init(
        &operation, logarithmic ? dnnl_softmax_log : dnnl_softmax_accurate, $0[0], $0[0], $0[0], Int32(axis))
    }
    try check(status, "describing a softmax's gradient")
    return try PrimitiveDescriptor(&operation, hint: hint, doing: "the gradient of a softmax of \(layout.shape)")
  }

  static func matmul(
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, post: [PostOperation] = []
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_matmul_desc_t()
    let status = with(source, weights, bias, destination) {
      dnnl_matmul_desc_init(&operation, $0[0], $0[1], $0[2], $0[3])
    }
    try check(status, "describing a matrix product")
    return try PrimitiveDescriptor(
      &operation, post: post, doing: "a matrix product of \(source.shape) and \(weights.shape)")
  }

  /// Reduces the axes in which `destination` has extent 1.
  static func reduction(_ algorithm: dnnl_alg_kind_t, source: Layout, destination: Layout) throws(NetworkError)
    -> PrimitiveDescriptor
  {
    var operation = dnnl_reduction_desc_t()
    let status = with(source, destination) { dnnl_reduction_desc_init(&operation, algorithm, $0[0], $0[1], 0, 0) }
    try check(status, "describing a reduction")
    return try PrimitiveDescriptor(&operation, doing: "a reduction of \(source.shape)")
  }
}

extension PrimitiveDescriptor {
  static func layerNormalization(
    _ layout: Layout, statistics: Layout, epsilon: Float, flags: dnnl_normalization_flags_t, training: Bool
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_layer_normalization_desc_t()
    let status = with(layout, statistics) {
      dnnl_layer_normalization_forward_desc_init(
        &operation, training ? dnnl_forward_training : dnnl_forward_inference, $0[0], $0[1], epsilon, flags.rawValue)
    }
    try check(status, "describing a layer normalization")
    return try PrimitiveDescriptor(&operation, doing: "a layer normalization of \(layout.shape)")
  }

  static func layerNormalizationBackward(
    _ layout: Layout, statistics: Layout, epsilon: Float, flags: dnnl_normalization_flags_t, hint: PrimitiveDescriptor
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_layer_normalization_desc_t()
    let status = with(layout, statistics) {
      dnnl_layer_normalization_backward_desc_init(
        &operation, dnnl_backward_data, $0[0], $0[0], $0[1], epsilon, flags.rawValue)
    }
    try check(status, "describing a layer normalization's gradient")
    return try PrimitiveDescriptor(&operation, hint: hint, doing: "the gradient of a layer normalization")
  }

  static func localResponse(
    _ layout: Layout, size: Int, alpha: Float, beta: Float, bias: Float, training: Bool
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_lrn_desc_t()
    let status = with(layout) {
      dnnl_lrn_forward_desc_init(
        &operation, training ? dnnl_forward_training : dnnl_forward_inference, dnnl_lrn_across_channels, $0[0],
        dnnl_dim_t(size), alpha, beta, bias)
    }
    try check(status, "describing a local response normalization")
    return try PrimitiveDescriptor(&operation, doing: "a local response normalization of \(layout.shape)")
  }

  static func localResponseBackward(
    _ layout: Layout, size: Int, alpha: Float, beta: Float, bias: Float, hint: PrimitiveDescriptor
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_lrn_desc_t()
    let status = with(layout) {
      dnnl_lrn_backward_desc_init(
        &operation, dnnl_lrn_across_channels, $0[0], $0[0], dnnl_dim_t(size), alpha, beta, bias)
    }
    try check(status, "describing a local response normalization's gradient")
    return try PrimitiveDescriptor(&operation, hint: hint, doing: "the gradient of a local response normalization")
  }
}
