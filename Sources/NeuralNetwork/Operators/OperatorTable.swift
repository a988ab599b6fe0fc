/// Every operator Winnow can run.
enum OperatorTable {
  static let all: [any Operator.Type] = [
    Abs.self, Add.self, And.self, AveragePool.self, BatchNormalization.self, Cast.self, CastLike.self, Ceil.self,
    Celu.self, Clip.self, Concat.self, Constant.self, ConstantOfShape.self, Conv.self, ConvTranspose.self, Cos.self,
    DepthToSpace.self, Div.self, Dropout.self, Elu.self, Equal.self, Erf.self, Exp.self, Expand.self, Flatten.self,
    Floor.self, Gather.self, Gelu.self, Gemm.self, GlobalAveragePool.self, GlobalMaxPool.self, Greater.self,
    GreaterOrEqual.self, GroupNormalization.self, HardSigmoid.self, HardSwish.self, Identity.self,
    InstanceNormalization.self, LRN.self, LayerNormalization.self, LeakyRelu.self, Less.self, LessOrEqual.self,
    Log.self, LogSoftmax.self, MatMul.self, Max.self, MaxPool.self, Mean.self, Min.self, Mish.self, Mod.self,
    Mul.self, Neg.self, Not.self, Or.self, PRelu.self, Pad.self, Pow.self, RangeOperator.self, Reciprocal.self,
    ReduceL1.self,
    ReduceL2.self, ReduceLogSum.self, ReduceLogSumExp.self, ReduceMax.self, ReduceMean.self, ReduceMin.self,
    ReduceProd.self, ReduceSum.self, ReduceSumSquare.self, Relu.self, Reshape.self, Round.self, ScatterND.self,
    Selu.self, ShapeOperator.self, Sigmoid.self, Sign.self, Sin.self, Size.self, Slice.self, Softmax.self,
    Softplus.self, Softsign.self, SpaceToDepth.self, Split.self, Sqrt.self, Squeeze.self, Sub.self, Sum.self,
    Tanh.self, ThresholdedRelu.self, Tile.self, Transpose.self, Unsqueeze.self, Where.self, Xor.self,
  ]

  static let byName: [String: any Operator.Type] = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static let names = all.map { $0.name }.sorted().joined(separator: ", ")
}
