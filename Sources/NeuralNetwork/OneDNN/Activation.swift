import CDNNL

/// An element-wise function that oneDNN implements, forward and backward.
struct Activation: Sendable, Equatable {
  var algorithm: dnnl_alg_kind_t
  var alpha: Float = 0
  var beta: Float = 0
  /// The variant whose derivative is computed from the result instead of the argument, where there is one. With it the
  /// function can be fused into the operation before it even where gradients are wanted.
  var fromResult: dnnl_alg_kind_t?

  static let relu = Activation(algorithm: dnnl_eltwise_relu, fromResult: dnnl_eltwise_relu_use_dst_for_bwd)
  static let tanh = Activation(algorithm: dnnl_eltwise_tanh, fromResult: dnnl_eltwise_tanh_use_dst_for_bwd)
  static let sigmoid = Activation(algorithm: dnnl_eltwise_logistic, fromResult: dnnl_eltwise_logistic_use_dst_for_bwd)
  static let exp = Activation(algorithm: dnnl_eltwise_exp, fromResult: dnnl_eltwise_exp_use_dst_for_bwd)
  static let sqrt = Activation(algorithm: dnnl_eltwise_sqrt, fromResult: dnnl_eltwise_sqrt_use_dst_for_bwd)

  /// Derivative 0 at and beyond both ends, as PyTorch's hardtanh and ReLU6.
  static func clip(_ low: Float, _ high: Float) -> Activation {
    Activation(
      algorithm: dnnl_eltwise_clip_v2, alpha: low, beta: high, fromResult: dnnl_eltwise_clip_v2_use_dst_for_bwd)
  }
  static func leakyRelu(_ slope: Float) -> Activation {
    Activation(
      algorithm: dnnl_eltwise_relu, alpha: slope, fromResult: slope >= 0 ? dnnl_eltwise_relu_use_dst_for_bwd : nil)
  }
  static func linear(_ scale: Float, _ shift: Float) -> Activation {
    Activation(algorithm: dnnl_eltwise_linear, alpha: scale, beta: shift)
  }
}
