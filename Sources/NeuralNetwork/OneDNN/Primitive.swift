import CDNNL
import COneDNN

/// The CPU engine, made once: oneDNN's engines are immutable and may be used from every thread.
struct Engine: @unchecked Sendable {
  let handle: dnnl_engine_t

  static let shared: Result<Engine, NetworkError> = {
    var handle: dnnl_engine_t?
    let status = dnnl_engine_create(&handle, dnnl_cpu, 0)
    guard status == dnnl_success, let handle else { return .failure(libraryFailure("creating the engine", status)) }
    return .success(Engine(handle: handle))
  }()

  static func get() throws(NetworkError) -> Engine { try shared.get() }

  /// Makes oneDNN work on the calling thread alone: Winnow is parallel over images, not inside them.
  static func useOneThread() { _ = winnow_set_openmp_threads(1) }
}

/// Version of the oneDNN library in use and the instruction set it has chosen, for `winnow doctor`.
public func oneDNNVersion() -> String {
  let version = dnnl_version().pointee
  return "\(version.major).\(version.minor).\(version.patch)"
}

func check(_ status: dnnl_status_t, _ doing: @autoclosure () -> String) throws(NetworkError) {
  if status != dnnl_success { throw libraryFailure(doing(), status) }
}

private func libraryFailure(_ doing: String, _ status: dnnl_status_t) -> NetworkError {
  let reasons =
    [
      dnnl_out_of_memory: "out of memory", dnnl_invalid_arguments: "invalid arguments",
      dnnl_unimplemented: "not implemented for these shapes", dnnl_runtime_error: "a run-time error",
    ] as [dnnl_status_t: String]
  return NetworkError(.library, "oneDNN failed \(doing): \(reasons[status] ?? "status \(status.rawValue)")")
}

extension dnnl_status_t: @retroactive Hashable {}

/// What a primitive applies to its result before it is stored.
enum PostOperation {
  case activation(Activation)
  /// Combines with a second operand, given as an argument of the primitive at run time.
  case binary(dnnl_alg_kind_t, Layout)
  /// Adds what the destination held before.
  case sum
}

/// A oneDNN operation with its shapes, layouts and implementation chosen.
final class PrimitiveDescriptor: @unchecked Sendable {
  let handle: dnnl_primitive_desc_t

  init(adopting handle: dnnl_primitive_desc_t) { self.handle = handle }

  /// - Parameters:
  ///   - operation: pointer to one of oneDNN's operation descriptors.
  ///   - hint: the forward primitive, for backward ones.
  convenience init(
    _ operation: UnsafeRawPointer, post: [PostOperation] = [], hint: PrimitiveDescriptor? = nil,
    doing: @autoclosure () -> String
  ) throws(NetworkError) {
    let attributes = try Attributes(post: post)
    var handle: dnnl_primitive_desc_t?
    try check(
      dnnl_primitive_desc_create(&handle, operation, attributes.handle, Engine.get().handle, hint?.handle),
      "preparing \(doing())")
    self.init(adopting: handle!)
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  func layout(_ query: dnnl_query_t, _ index: Int = 0) -> Layout {
    Layout(dnnl_primitive_desc_query_md(handle, query, Int32(index)).pointee)
  }
  var source: Layout { layout(dnnl_query_src_md) }
  var weights: Layout { layout(dnnl_query_weights_md) }
  var destination: Layout { layout(dnnl_query_dst_md) }
  var sourceGradient: Layout { layout(dnnl_query_diff_src_md) }
  var destinationGradient: Layout { layout(dnnl_query_diff_dst_md) }
  var workspace: Layout { layout(dnnl_query_workspace_md) }
  var scratchpad: Layout { layout(dnnl_query_scratchpad_md) }

  /// Name of the implementation oneDNN has chosen, for the profile.
  var implementation: String {
    var text: UnsafePointer<CChar>?
    guard dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, &text) == dnnl_success, let text else {
      return ""
    }
    return String(cString: text)
  }
}

/// Attributes of a primitive: scratch memory always comes from the caller, so that one primitive serves all threads.
final class Attributes {
  let handle: dnnl_primitive_attr_t

  init(post: [PostOperation]) throws(NetworkError) {
    var handle: dnnl_primitive_attr_t?
    try check(dnnl_primitive_attr_create(&handle), "creating attributes")
    self.handle = handle!
    try check(dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "setting the scratch mode")
    guard !post.isEmpty else { return }
    var operations: dnnl_post_ops_t?
    try check(dnnl_post_ops_create(&operations), "creating post-operations")
    defer { dnnl_post_ops_destroy(operations) }
    for operation in post {
      switch operation {
      case .activation(let a):
        try check(
          dnnl_post_ops_append_eltwise(operations, 1, a.algorithm, a.alpha, a.beta), "appending an activation")
      case .binary(let algorithm, let layout):
        let status = withUnsafePointer(to: layout.descriptor) {
          dnnl_post_ops_append_binary(operations, algorithm, $0)
        }
        try check(status, "appending a binary operation")
      case .sum:
        try check(dnnl_post_ops_append_sum(operations, 1), "appending a sum")
      }
    }
    try check(dnnl_primitive_attr_set_post_ops(handle, operations), "setting post-operations")
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}

/// A compiled oneDNN primitive: immutable and shared by all threads.
final class Primitive: @unchecked Sendable {
  let handle: dnnl_primitive_t
  let implementation: String
  let scratchpad: Layout

  init(_ descriptor: PrimitiveDescriptor) throws(NetworkError) {
    var handle: dnnl_primitive_t?
    try check(dnnl_primitive_create(&handle, descriptor.handle), "creating a primitive")
    self.handle = handle!
    implementation = descriptor.implementation
    scratchpad = descriptor.scratchpad
  }

  deinit { dnnl_primitive_destroy(handle) }
}

/// A tensor's layout bound to memory that somebody else owns.
final class Memory {
  let handle: dnnl_memory_t

  init(_ layout: Layout, at pointer: UnsafeMutableRawPointer?) throws(NetworkError) {
    var handle: dnnl_memory_t?
    let engine = try Engine.get().handle
    let status = withUnsafePointer(to: layout.descriptor) { dnnl_memory_create(&handle, $0, engine, pointer) }
    try check(status, "describing memory")
    self.handle = handle!
  }

  deinit { dnnl_memory_destroy(handle) }
}

/// Execution order of primitives; one per thread.
final class Stream {
  let handle: dnnl_stream_t

  init() throws(NetworkError) {
    var handle: dnnl_stream_t?
    try check(
      dnnl_stream_create(&handle, Engine.get().handle, UInt32(dnnl_stream_default_flags.rawValue)), "opening a stream")
    self.handle = handle!
  }

  deinit { dnnl_stream_destroy(handle) }
}
