import COneDNN

/// An operation with its operands' layouts, for which oneDNN has yet to choose an implementation. There is one function for
/// each operation; a layout made by `Layout(any:)` leaves the choice to the library.
package struct OperationDescriptor {
  /// For messages: "a pooling of [1, 8, 4, 4]".
  let name: () -> String
  let post: [PostOperation]
  /// The forward primitive, for backward ones.
  let hint: (() throws(OneDNNError) -> PrimitiveDescriptor?)?
  let prepare: (inout winnow_preparation) -> dnnl_status_t

  init(
    _ name: @escaping @autoclosure () -> String, post: [PostOperation] = [],
    hint: (() throws(OneDNNError) -> PrimitiveDescriptor?)? = nil,
    prepare: @escaping (inout winnow_preparation) -> dnnl_status_t
  ) {
    self.name = name
    self.post = post
    self.hint = hint
    self.prepare = prepare
  }
}

/// Calls `body` with each layout as C has it, nil where there is no layout.
func with(_ layouts: Layout?..., do body: ([OpaquePointer?]) -> dnnl_status_t) -> dnnl_status_t {
  withExtendedLifetime(layouts) { body(layouts.map { $0?.object.handle }) }
}

func propagation(_ training: Bool) -> dnnl_prop_kind_t { training ? dnnl_forward_training : dnnl_forward_inference }
