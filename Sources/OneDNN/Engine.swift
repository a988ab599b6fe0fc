import COneDNN

/// The CPU engine, made once: oneDNN's engines are immutable and may be used from every thread.
package struct Engine: @unchecked Sendable {
  let handle: dnnl_engine_t

  private static let shared: Result<Engine, OneDNNError> = {
    var handle: dnnl_engine_t?
    let status = dnnl_engine_create(&handle, dnnl_cpu, 0)
    guard status == dnnl_success, let handle else { return .failure(OneDNNError("creating the engine", status)) }
    return .success(Engine(handle: handle))
  }()

  static func get() throws(OneDNNError) -> Engine { try shared.get() }

  /// Makes oneDNN work on the calling thread alone: Winnow is parallel over images, not inside them.
  package static func useOneThread() { _ = winnow_set_openmp_threads(1) }

  /// Version of the library in use.
  package static var version: String {
    let version = dnnl_version().pointee
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// What the library was built to share its work with: "OpenMP", "TBB", ...
  package static var threading: String { String(cString: winnow_threading()) }

  /// Whether ``useOneThread()`` is obeyed.
  package static var keepsToOneThread: Bool {
    let runtime = dnnl_version().pointee.cpu_runtime
    return runtime == DNNL_RUNTIME_OMP || runtime == DNNL_RUNTIME_SEQ
  }
}
