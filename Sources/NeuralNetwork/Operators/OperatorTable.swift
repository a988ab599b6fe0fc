/// Every operator Winnow can run.
enum OperatorTable {
  static let all: [any Operator.Type] = [
    Abs.self, Acos.self, Acosh.self, Add.self, And.self, ArgMax.self, ArgMin.self, Asin.self, Asinh.self, Atan.self,
    Atanh.self, AveragePool.self, BatchNormalization.self, Cast.self, CastLike.self, Ceil.self, Celu.self, Clip.self,
    Concat.self, Constant.self, ConstantOfShape.self, Conv.self, ConvTranspose.self, Cos.self, Cosh.self, CumSum.self,
    DepthToSpace.self, Div.self, Dropout.self, Einsum.self, Elu.self, Equal.self, Erf.self, Exp.self, Expand.self,
    EyeLike.self, Flatten.self, Floor.self, GRU.self, Gather.self, GatherElements.self, GatherND.self, Gelu.self,
    Gemm.self, GlobalAveragePool.self, GlobalLpPool.self, GlobalMaxPool.self, Greater.self, GreaterOrEqual.self,
    GroupNormalization.self, HardSigmoid.self, HardSwish.self, Hardmax.self, Identity.self, If.self,
    InstanceNormalization.self, IsInf.self, IsNaN.self, LRN.self, LSTM.self, LayerNormalization.self, LeakyRelu.self,
    Less.self, LessOrEqual.self, Log.self, LogSoftmax.self, LpNormalization.self, LpPool.self, MatMul.self, Max.self,
    MaxPool.self, Mean.self, MeanVarianceNormalization.self, Min.self, Mish.self, Mod.self, Mul.self, Neg.self,
    NonZero.self, Not.self, OneHot.self, Or.self, PRelu.self, Pad.self, Pow.self, RNN.self, RangeOperator.self,
    Reciprocal.self, ReduceL1.self, ReduceL2.self, ReduceLogSum.self, ReduceLogSumExp.self, ReduceMax.self,
    ReduceMean.self, ReduceMin.self, ReduceProd.self, ReduceSum.self, ReduceSumSquare.self, Relu.self, Reshape.self,
    Resize.self, ReverseSequence.self, Round.self, Scatter.self, ScatterElements.self, ScatterND.self, Selu.self,
    ShapeOperator.self, Shrink.self, Sigmoid.self, Sign.self, Sin.self, Sinh.self, Size.self, Slice.self,
    Softmax.self, Softplus.self, Softsign.self, SpaceToDepth.self, Split.self, Sqrt.self, Squeeze.self, Sub.self,
    Sum.self, Tan.self, Tanh.self, ThresholdedRelu.self, Tile.self, TopK.self, Transpose.self, Trilu.self,
    Unsqueeze.self, Upsample.self, Where.self, Xor.self,
  ]

  /// Operators of our own that ONNX's stand for.
  private static let parts: [any Operator.Type] = [CentredLRN.self]

  static let byName: [String: any Operator.Type] = Dictionary(uniqueKeysWithValues: (all + parts).map { ($0.name, $0) })

  static let names = all.map { $0.name }.sorted().joined(separator: ", ")
}
