import COneDNN

/// An element-wise function that oneDNN implements, forward and backward.
package struct Activation: Sendable, Equatable {
  let algorithm: dnnl_alg_kind_t
  let alpha: Float
  let beta: Float
  /// The variant whose derivative is computed from the result instead of the argument, where there is one.
  let fromResult: dnnl_alg_kind_t?

  private init(_ algorithm: dnnl_alg_kind_t, _ alpha: Float = 0, _ beta: Float = 0, fromResult: dnnl_alg_kind_t? = nil)
  {
    self.algorithm = algorithm
    self.alpha = alpha
    self.beta = beta
    self.fromResult = fromResult
  }

  /// Whether the derivative is computed from the result, not the argument. The function can then be fused into the
  /// operation before it even where gradients are wanted.
  package var isDerivedFromResult: Bool { fromResult != nil }

  /// Whether no result is below 0.
  package var isNeverNegative: Bool {
    switch algorithm {
    case dnnl_eltwise_relu: alpha == 0
    case dnnl_eltwise_clip_v2: alpha >= 0
    case dnnl_eltwise_logistic, dnnl_eltwise_exp, dnnl_eltwise_abs, dnnl_eltwise_soft_relu: true
    default: false
    }
  }

  /// Whether the derivative is finite where what it is computed from is 0, as the elements are that fill up blocks.
  package var hasFiniteDerivativeAtZero: Bool { algorithm != dnnl_eltwise_log && algorithm != dnnl_eltwise_sqrt }

  package static let relu = Activation(dnnl_eltwise_relu, fromResult: dnnl_eltwise_relu_use_dst_for_bwd)
  package static let tanh = Activation(dnnl_eltwise_tanh, fromResult: dnnl_eltwise_tanh_use_dst_for_bwd)
  package static let sigmoid = Activation(dnnl_eltwise_logistic, fromResult: dnnl_eltwise_logistic_use_dst_for_bwd)
  package static let exp = Activation(dnnl_eltwise_exp, fromResult: dnnl_eltwise_exp_use_dst_for_bwd)
  package static let sqrt = Activation(dnnl_eltwise_sqrt, fromResult: dnnl_eltwise_sqrt_use_dst_for_bwd)
  package static let abs = Activation(dnnl_eltwise_abs)
  package static let log = Activation(dnnl_eltwise_log)
  package static let softplus = Activation(dnnl_eltwise_soft_relu, 1)
  package static let mish = Activation(dnnl_eltwise_mish)
  /// x times a clipped line; oneDNN 2 knows this line alone, 3 takes it from here.
  package static let hardSwish = Activation(dnnl_eltwise_hardswish, 1 / 6, 1 / 2)
  /// x times the normal distribution function of x.
  package static let gelu = Activation(dnnl_eltwise_gelu_erf)
  package static let geluByTanh = Activation(dnnl_eltwise_gelu_tanh)

  package static func elu(_ alpha: Float) -> Activation { Activation(dnnl_eltwise_elu, alpha) }
  /// Derivative 0 at and beyond both ends, as PyTorch's hardtanh and ReLU6.
  package static func clip(_ low: Float, _ high: Float) -> Activation {
    Activation(dnnl_eltwise_clip_v2, low, high, fromResult: dnnl_eltwise_clip_v2_use_dst_for_bwd)
  }
  package static func leakyRelu(_ slope: Float) -> Activation {
    Activation(dnnl_eltwise_relu, slope, fromResult: slope >= 0 ? dnnl_eltwise_relu_use_dst_for_bwd : nil)
  }
  /// scale x + shift.
  package static func linear(_ scale: Float, _ shift: Float) -> Activation {
    Activation(dnnl_eltwise_linear, scale, shift)
  }
}
