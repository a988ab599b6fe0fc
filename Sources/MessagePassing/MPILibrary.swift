import CMPI
import Foundation

/// The shared library of the few MPI calls, compiled for one MPI: Open MPI's, MPICH's, Intel's, ... The program loads it
/// when a launcher has started ranks, and is itself linked to none.
struct MPILibrary {
  /// Its file beside the program, unless the environment names another.
  static let fileName = "libwinnow-mpi.so"
  static let variable = "WINNOW_MPI_LIBRARY"

  let functions: cmpi_functions

  /// - Throws: `CommunicatorError.noMPILibrary`.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(CommunicatorError) {
    let path = Self.path(environment)
    var reason = [CChar](repeating: 0, count: 1024)
    guard let table = cmpi_load(path, &reason, Int32(reason.count)) else {
      throw .noMPILibrary(path: path, reason: Self.text(reason))
    }
    functions = table.pointee
  }

  static func path(_ environment: [String: String]) -> String {
    if let named = environment[variable], !named.isEmpty { return named }
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return program.deletingLastPathComponent().appending(path: fileName).path
  }

  /// The MPI's name and version: the first line of what it says, for some go on with how they were compiled.
  var version: String? {
    var bytes = [CChar](repeating: 0, count: 8192)
    guard functions.library_version(&bytes, Int32(bytes.count)) == 0 else { return nil }
    return Self.text(bytes).split(whereSeparator: \.isNewline).first.map {
      String($0).replacing("\t", with: " ")
    }
  }

  /// Calls `body`, and throws what its error code means.
  func check(_ call: String, _ body: () throws -> Int32) throws {
    let code = try body()
    guard code != 0 else { return }
    var text = [CChar](repeating: 0, count: 512)
    let isKnown = functions.error_text(code, &text, Int32(text.count)) == 0
    throw MPIError(call: call, code: code, reason: isKnown ? Self.text(text) : "error \(code)")
  }

  /// The two numbers that a call gives.
  func pair(
    _ call: String, _ body: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> Int32
  ) throws -> (Int, Int) {
    var (first, second): (Int32, Int32) = (0, 0)
    try check(call) { body(&first, &second) }
    return (Int(first), Int(second))
  }

  private static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// A failed MPI call.
public struct MPIError: Error, CustomStringConvertible {
  /// What was tried.
  public let call: String
  public let code: Int32
  let reason: String

  public var description: String { "MPI failed to \(call): \(reason)" }
}
