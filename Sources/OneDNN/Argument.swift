import COneDNN

/// Which part an operand plays in a primitive.
package struct Argument: Sendable {
  let index: Int32

  private init(_ index: Int32) { self.index = index }

  /// The operands of a copy into another layout: the same as source and destination.
  package static let from = Argument(DNNL_ARG_FROM)
  package static let to = Argument(DNNL_ARG_TO)
  package static let source = Argument(DNNL_ARG_SRC)
  /// The operands of a function of two tensors.
  package static let first = Argument(DNNL_ARG_SRC_0)
  package static let second = Argument(DNNL_ARG_SRC_1)
  /// One of several sources, counted from 0.
  package static func source(_ number: Int) -> Argument { Argument(DNNL_ARG_MULTIPLE_SRC + Int32(number)) }
  package static let weights = Argument(DNNL_ARG_WEIGHTS)
  package static let bias = Argument(DNNL_ARG_BIAS)
  /// A normalization's scale and shift for each column.
  package static let scale = Argument(DNNL_ARG_SCALE)
  package static let shift = Argument(DNNL_ARG_SHIFT)
  package static let mean = Argument(DNNL_ARG_MEAN)
  package static let variance = Argument(DNNL_ARG_VARIANCE)
  package static let destination = Argument(DNNL_ARG_DST)
  package static let sourceGradient = Argument(DNNL_ARG_DIFF_SRC)
  package static let destinationGradient = Argument(DNNL_ARG_DIFF_DST)
  /// What the forward primitive of a training pair keeps for the backward one.
  package static let workspace = Argument(DNNL_ARG_WORKSPACE)
  /// The second operand of the first post-operation.
  package static let postOperand = Argument(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1)
  static let scratchpad = Argument(DNNL_ARG_SCRATCHPAD)
}
