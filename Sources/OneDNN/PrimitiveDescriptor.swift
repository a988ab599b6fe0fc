import COneDNN

/// A oneDNN operation with its shapes, layouts and implementation chosen.
package final class PrimitiveDescriptor: @unchecked Sendable {
  let handle: dnnl_primitive_desc_t

  /// Has oneDNN choose an implementation, and the layouts that were left open.
  package init(_ operation: OperationDescriptor) throws(OneDNNError) {
    let attributes = try Attributes(post: operation.post)
    let hint = try operation.hint?()
    var preparation = winnow_preparation(
      engine: try Engine.get().handle, attributes: attributes.handle, hint: hint?.handle, result: nil)
    let status = withExtendedLifetime((attributes, hint)) { operation.prepare(&preparation) }
    try check(status, "preparing \(operation.name())")
    handle = preparation.result!
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  private func layout(_ query: dnnl_query_t) -> Layout {
    Layout("what oneDNN has chosen") { winnow_layout_chosen(&$0, handle, query) }
  }
  package var source: Layout { layout(dnnl_query_src_md) }
  package var weights: Layout { layout(dnnl_query_weights_md) }
  package var destination: Layout { layout(dnnl_query_dst_md) }
  package var sourceGradient: Layout { layout(dnnl_query_diff_src_md) }
  package var destinationGradient: Layout { layout(dnnl_query_diff_dst_md) }
  package var workspace: Layout { layout(dnnl_query_workspace_md) }
  package var scratchpad: Layout { layout(dnnl_query_scratchpad_md) }

  /// Name of the implementation oneDNN has chosen, for the profile.
  package var implementation: String {
    var text: UnsafePointer<CChar>?
    guard dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, &text) == dnnl_success, let text else {
      return ""
    }
    return String(cString: text)
  }

  /// Whether oneDNN has no implementation for these layouts that is made for the processor.
  package var isSlow: Bool { isReference || implementation.contains("gemm") }

  /// Whether it is oneDNN's plain loop, which takes about ten times as long as code made for the processor.
  package var isReference: Bool { implementation.contains("ref") }
}

/// Attributes of a primitive: scratch memory always comes from the caller, so that one primitive serves all threads.
private final class Attributes {
  let handle: dnnl_primitive_attr_t

  init(post: [PostOperation]) throws(OneDNNError) {
    var handle: dnnl_primitive_attr_t?
    try check(dnnl_primitive_attr_create(&handle), "creating attributes")
    self.handle = handle!
    try check(dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "setting the scratch mode")
    guard !post.isEmpty else { return }
    var operations: dnnl_post_ops_t?
    try check(dnnl_post_ops_create(&operations), "creating post-operations")
    defer { dnnl_post_ops_destroy(operations) }
    for operation in post { try check(operation.append(to: operations), "appending a post-operation") }
    try check(dnnl_primitive_attr_set_post_ops(handle, operations), "setting post-operations")
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}

extension PostOperation {
  fileprivate func append(to operations: dnnl_post_ops_t?) -> dnnl_status_t {
    switch self {
    case .activation(let a): winnow_append_activation(operations, a.algorithm, a.alpha, a.beta)
    case .binary(let function, let layout):
      with(layout) { winnow_append_binary(operations, function.algorithm, $0[0]) }
    case .sum: winnow_append_sum(operations)
    }
  }
}
