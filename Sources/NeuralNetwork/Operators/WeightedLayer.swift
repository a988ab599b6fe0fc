/// y = scale * x + shift for each channel.
struct ChannelAffine: Sendable {
  var scale: [Double]
  var shift: [Double]
}

/// A layer with constant weights into which a per-channel affine map after it can be folded.
protocol WeightedLayer: Operator {
  /// nil where the weights are not constant or the channels do not match.
  func scaled(inputs: [Value?], outputShape: [Int], by affine: ChannelAffine)
    -> (operation: any Operator, weights: ConstantTensor, bias: ConstantTensor)?
}
