import CDNNL

/// Operations on single elements, and those that move, join or reduce them.
extension OperationDescriptor {
  package static func reorder(from: Layout, to: Layout) -> OperationDescriptor {
    OperationDescriptor("a reorder of \(from.shape)") { preparation in
      with(from, to) {
        dnnl_reorder_primitive_desc_create(
          &preparation.result, $0[0], preparation.engine, $0[1], preparation.engine, preparation.attributes)
      }
    }
  }

  package static func activation(_ activation: Activation, layout: Layout, training: Bool) -> OperationDescriptor {
    OperationDescriptor("an activation of \(layout.shape)") {
      var operation = dnnl_eltwise_desc_t()
      let algorithm = training ? activation.fromResult ?? activation.algorithm : activation.algorithm
      let status = with(layout) {
        dnnl_eltwise_forward_desc_init(
          &operation, propagation(training), algorithm, $0[0], activation.alpha, activation.beta)
      }
      return $0.create(operation, described: status)
    }
  }

  /// Takes the result where the activation is derived from it, the argument otherwise.
  package static func activationBackward(_ activation: Activation, gradient: Layout, data: Layout)
    -> OperationDescriptor
  {
    OperationDescriptor(
      "the gradient of an activation of \(data.shape)",
      hint: { () throws(OneDNNError) in
        try PrimitiveDescriptor(.activation(activation, layout: data, training: true))
      }
    ) {
      var operation = dnnl_eltwise_desc_t()
      let status = with(gradient, data) {
        dnnl_eltwise_backward_desc_init(
          &operation, activation.fromResult ?? activation.algorithm, $0[0], $0[1], activation.alpha, activation.beta)
      }
      return $0.create(operation, described: status)
    }
  }

  /// `second` may have extent 1 where `first` has more: it is broadcast.
  package static func binary(
    _ function: BinaryFunction, _ first: Layout, _ second: Layout, destination: Layout, post: [PostOperation] = []
  ) -> OperationDescriptor {
    OperationDescriptor("a binary operation on \(first.shape) and \(second.shape)", post: post) {
      var operation = dnnl_binary_desc_t()
      let status = with(first, second, destination) {
        dnnl_binary_desc_init(&operation, function.algorithm, $0[0], $0[1], $0[2])
      }
      return $0.create(operation, described: status)
    }
  }

  /// One tensor behind the other along an axis.
  package static func concatenation(_ sources: [Layout], axis: Int) -> OperationDescriptor {
    OperationDescriptor("a concatenation") {
      dnnl_concat_primitive_desc_create(
        &$0.result, nil, Int32(sources.count), Int32(axis), sources.map(\.descriptor), $0.attributes, $0.engine)
    }
  }

  /// Reduces the axes in which `destination` has extent 1.
  package static func reduction(_ function: ReductionFunction, source: Layout, destination: Layout)
    -> OperationDescriptor
  {
    OperationDescriptor("a reduction of \(source.shape)") {
      var operation = dnnl_reduction_desc_t()
      let status = with(source, destination) {
        dnnl_reduction_desc_init(&operation, function.algorithm, $0[0], $0[1], 0, 0)
      }
      return $0.create(operation, described: status)
    }
  }
}
