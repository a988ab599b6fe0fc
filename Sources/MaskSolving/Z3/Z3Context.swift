import CZ3

// Only the files of this folder touch Z3. Every call goes through `Z3Context.checked`, which turns Z3's error codes into
// Swift errors; after an error the context is unusable and every further call fails.

/// A failed Z3 call.
struct Z3Error: Error, CustomStringConvertible {
  var description: String

  /// Z3's words for having been interrupted.
  var isInterruption: Bool { description == "canceled" }

  /// Z3's words for having reached its limit of memory.
  static let outOfMemory = "out of memory"
  var isOutOfMemory: Bool { description.contains(Self.outOfMemory) || description.contains("max. memory exceeded") }
}

/// One Z3 context. Not shared between threads, except for ``interrupt()``.
final class Z3Context {
  private let raw: Z3_context
  private var isPoisoned = false

  init() throws {
    guard let configuration = Z3_mk_config() else { throw Z3Error(description: "no configuration") }
    let context = Z3_mk_context(configuration)
    Z3_del_config(configuration)
    guard let context else { throw Z3Error(description: "no context") }
    // Z3's own handler would end the process.
    Z3_set_error_handler(context) { _, _ in }
    raw = context
  }

  deinit { Z3_del_context(raw) }

  func checked<Result>(_ call: (Z3_context) -> Result) throws -> Result {
    guard !isPoisoned else { throw Z3Error(description: "the context failed before") }
    let result = call(raw)
    let code = Z3_get_error_code(raw)
    guard code == Z3_OK else {
      isPoisoned = true
      throw Z3Error(description: Z3_get_error_msg(raw, code).map { String(cString: $0) } ?? "error \(code.rawValue)")
    }
    return result
  }

  /// For calls that give an object, which is null when they fail.
  func checked<Result>(_ call: (Z3_context) -> Result?) throws -> Result {
    let result: Result? = try checked { (context: Z3_context) -> Result? in call(context) }
    guard let result else {
      isPoisoned = true
      throw Z3Error(description: "a null object")
    }
    return result
  }

  /// The one call that is safe from another thread and sets no error code.
  func interrupt() { Z3_interrupt(raw) }
}
