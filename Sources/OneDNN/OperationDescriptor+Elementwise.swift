import COneDNN

/// Operations on single elements, and those that move, join or reduce them.
extension OperationDescriptor {
  package static func reorder(from: Layout, to: Layout) -> OperationDescriptor {
    OperationDescriptor("a reorder of \(from.shape)") { p in
      with(from, to) { winnow_prepare_reorder(&p, $0[0], $0[1]) }
    }
  }

  package static func activation(_ activation: Activation, layout: Layout, training: Bool) -> OperationDescriptor {
    OperationDescriptor("an activation of \(layout.shape)") { p in
      let algorithm = training ? activation.fromResult ?? activation.algorithm : activation.algorithm
      return with(layout) {
        winnow_prepare_activation(&p, propagation(training), algorithm, $0[0], activation.alpha, activation.beta)
      }
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
    ) { p in
      with(gradient, data) {
        winnow_prepare_activation_backward(
          &p, activation.fromResult ?? activation.algorithm, $0[0], $0[1], activation.alpha, activation.beta)
      }
    }
  }

  /// `second` may have extent 1 where `first` has more: it is broadcast.
  package static func binary(
    _ function: BinaryFunction, _ first: Layout, _ second: Layout, destination: Layout, post: [PostOperation] = []
  ) -> OperationDescriptor {
    OperationDescriptor("a binary operation on \(first.shape) and \(second.shape)", post: post) { p in
      with(first, second, destination) { winnow_prepare_binary(&p, function.algorithm, $0[0], $0[1], $0[2]) }
    }
  }

  /// One tensor behind the other along an axis.
  package static func concatenation(_ sources: [Layout], axis: Int) -> OperationDescriptor {
    OperationDescriptor("a concatenation") { p in
      withExtendedLifetime(sources) {
        winnow_prepare_concatenation(&p, Int32(sources.count), Int32(axis), sources.map(\.object.handle))
      }
    }
  }

  /// Reduces the axes in which `destination` has extent 1.
  package static func reduction(_ function: ReductionFunction, source: Layout, destination: Layout)
    -> OperationDescriptor
  {
    OperationDescriptor("a reduction of \(source.shape)") { p in
      with(source, destination) { winnow_prepare_reduction(&p, function.algorithm, $0[0], $0[1]) }
    }
  }
}
