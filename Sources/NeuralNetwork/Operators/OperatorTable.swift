/// Every operator Winnow can run.
enum OperatorTable {
  static let all: [any Operator.Type] = [
    Abs.self, Add.self, AveragePool.self, BatchNormalization.self, Cast.self, CastLike.self, Ceil.self, Celu.self,
    Clip.self, Concat.self, Constant.self, ConstantOfShape.self, Conv.self, ConvTranspose.self, Cos.self, Div.self, Dropout.self, Elu.self,
    Erf.self, Exp.self, Expand.self, Flatten.self, Floor.self, Gather.self, Gelu.self, Gemm.self,
    GlobalAveragePool.self, GlobalMaxPool.self, HardSigmoid.self, HardSwish.self, Identity.self, LeakyRelu.self,
    Log.self, LogSoftmax.self, MatMul.self, MaxPool.self, Mish.self, Mul.self, Neg.self, Not.self, Pad.self,
    Reciprocal.self, ReduceMean.self, ReduceSum.self, Relu.self, Reshape.self, Round.self, Selu.self,
    ShapeOperator.self, Sigmoid.self, Sign.self, Sin.self, Size.self, Slice.self, Softmax.self, Softplus.self,
    Softsign.self, Sqrt.self, Squeeze.self, Sub.self, Tanh.self, ThresholdedRelu.self, Transpose.self,
    Unsqueeze.self,
  ]

  static let byName: [String: any Operator.Type] = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static let names = all.map { $0.name }.sorted().joined(separator: ", ")
}
