import CDNNL

/// An operation with its operands' layouts, for which oneDNN has yet to choose an implementation. There is one function for
/// each operation; a layout made by `Layout(any:)` leaves the choice to the library.
package struct OperationDescriptor {
  /// For messages: "a pooling of [1, 8, 4, 4]".
  let name: () -> String
  let post: [PostOperation]
  /// The forward primitive, for backward ones.
  let hint: (() throws(OneDNNError) -> PrimitiveDescriptor?)?
  let prepare: (inout Preparation) -> dnnl_status_t

  init(
    _ name: @escaping @autoclosure () -> String, post: [PostOperation] = [],
    hint: (() throws(OneDNNError) -> PrimitiveDescriptor?)? = nil,
    prepare: @escaping (inout Preparation) -> dnnl_status_t
  ) {
    self.name = name
    self.post = post
    self.hint = hint
    self.prepare = prepare
  }
}

/// What the choice of an implementation needs, and its result.
struct Preparation {
  let engine: dnnl_engine_t
  let attributes: dnnl_primitive_attr_t
  let hint: dnnl_primitive_desc_t?
  var result: dnnl_primitive_desc_t?

  init(engine: dnnl_engine_t, attributes: dnnl_primitive_attr_t, hint: dnnl_primitive_desc_t?) {
    self.engine = engine
    self.attributes = attributes
    self.hint = hint
  }

  /// - Parameters:
  ///   - operation: one of oneDNN's structures, filled in.
  ///   - status: whether filling it in has succeeded.
  mutating func create<Operation>(_ operation: Operation, described status: dnnl_status_t) -> dnnl_status_t {
    guard status == dnnl_success else { return status }
    return withUnsafePointer(to: operation) {
      dnnl_primitive_desc_create(&result, $0, attributes, engine, hint)
    }
  }
}

/// Calls `body` with a pointer to each layout's descriptor, nil where there is no layout.
func with(
  _ layouts: Layout?..., do body: ([UnsafePointer<dnnl_memory_desc_t>?]) -> dnnl_status_t
) -> dnnl_status_t {
  let descriptors = layouts.map { $0?.descriptor ?? dnnl_memory_desc_t() }
  return descriptors.withUnsafeBufferPointer { buffer in
    body(layouts.indices.map { layouts[$0] == nil ? nil : buffer.baseAddress! + $0 })
  }
}

func propagation(_ training: Bool) -> dnnl_prop_kind_t { training ? dnnl_forward_training : dnnl_forward_inference }
