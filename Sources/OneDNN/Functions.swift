import COneDNN

/// A function of two tensors, element by element.
package enum BinaryFunction: Sendable {
  case add, subtract, multiply, divide

  var algorithm: dnnl_alg_kind_t {
    switch self {
    case .add: dnnl_binary_add
    case .subtract: dnnl_binary_sub
    case .multiply: dnnl_binary_mul
    case .divide: dnnl_binary_div
    }
  }
}

/// What the elements along some axes are reduced to.
package enum ReductionFunction: Sendable {
  case sum, mean

  var algorithm: dnnl_alg_kind_t {
    switch self {
    case .sum: dnnl_reduction_sum
    case .mean: dnnl_reduction_mean
    }
  }
}

/// What a pooling takes from each window.
package enum PoolingFunction: Sendable {
  case maximum
  /// Padding counts as zeros.
  case average
  case averageWithoutPadding

  var algorithm: dnnl_alg_kind_t {
    switch self {
    case .maximum: dnnl_pooling_max
    case .average: dnnl_pooling_avg_include_padding
    case .averageWithoutPadding: dnnl_pooling_avg_exclude_padding
    }
  }
}

/// How convolutions are computed.
package enum ConvolutionMethod: Sendable {
  case direct, winograd

  var algorithm: dnnl_alg_kind_t { self == .winograd ? dnnl_convolution_winograd : dnnl_convolution_direct }
}

/// What a primitive applies to its result before it is stored.
package enum PostOperation {
  case activation(Activation)
  /// Combines with a second operand, given as ``Argument/postOperand`` at run time.
  case binary(BinaryFunction, Layout)
  /// Adds what the destination held before.
  case sum

  package var isActivation: Bool { if case .activation = self { true } else { false } }
}

/// Geometry of a sliding window over the spatial axes.
package struct Window: Sendable {
  package var kernel: [Int]
  package var strides: [Int]
  /// As ONNX counts them: 1 for a dense window.
  package var dilations: [Int]
  package var padsBegin: [Int]
  package var padsEnd: [Int]

  package init(kernel: [Int], strides: [Int], dilations: [Int], padsBegin: [Int], padsEnd: [Int]) {
    self.kernel = kernel
    self.strides = strides
    self.dilations = dilations
    self.padsBegin = padsBegin
    self.padsEnd = padsEnd
  }
}
