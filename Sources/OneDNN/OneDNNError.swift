import COneDNN

/// What went wrong inside the library, in a sentence.
package enum OneDNNError: Error, CustomStringConvertible {
  /// oneDNN reported a failure.
  case failed(String)
  /// Memory for tensors could not be allocated.
  case allocation(byteCount: Int)

  package var description: String {
    switch self {
    case .failed(let text): text
    case .allocation(let byteCount): "\(byteCount) bytes of memory could not be allocated"
    }
  }

  init(_ doing: String, _ status: dnnl_status_t) {
    let reason =
      switch status {
      case dnnl_out_of_memory: "out of memory"
      case dnnl_invalid_arguments: "invalid arguments"
      case dnnl_unimplemented: "not implemented for these shapes"
      case dnnl_runtime_error: "a run-time error"
      default: "status \(status.rawValue)"
      }
    self = .failed("oneDNN failed \(doing): \(reason)")
  }
}

func check(_ status: dnnl_status_t, _ doing: @autoclosure () -> String) throws(OneDNNError) {
  if status != dnnl_success { throw OneDNNError(doing(), status) }
}
