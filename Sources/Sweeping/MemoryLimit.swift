import Foundation

/// A limit to a process's memory: what asks for more gets none, and mostly dies of it, instead of the whole node.
public enum MemoryLimit {
  /// Sets the limit, for this process and those that it starts.
  ///
  /// - Parameter bytes: of data, heap and private mappings together; files mapped for reading and memory shared with
  ///   other ranks do not count.
  /// - Throws: `POSIXError` where the system refuses.
  public static func set(bytes: Int) throws {
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    guard setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL)
    }
  }

  /// The limit in force, in bytes; nil for none.
  static var current: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { return nil }
    return Int(exactly: limit.rlim_cur)
  }
}
