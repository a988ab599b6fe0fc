import Foundation
import Gzip
import MaskSolving

/// Files of `winnow solve` and `winnow verify`: instances and certificates, plain or in gzip, and masks.
enum InstanceFile {
  /// Files beyond this many bytes of JSON are refused.
  private static let limit = 4 << 30

  static func read(_ path: String) throws(InstanceFileError) -> MaskInstance {
    var name = URL(fileURLWithPath: path).lastPathComponent
    for suffix in [".gz", ".json"] where name.hasSuffix(suffix) { name.removeLast(suffix.count) }
    let data = try contents(path)
    return try InstanceFileError.naming(path) { try MaskInstance(json: data, name: name) }
  }

  static func readCertificate(_ path: String) throws(InstanceFileError) -> MaskCertificate {
    let data = try contents(path)
    do {
      return try MaskCertificate(json: data)
    } catch {
      throw InstanceFileError(path, "is not a certificate that 'winnow solve' wrote")
    }
  }

  /// A mask: 0 or 1 for each variable, with white space between them or not.
  static func readMask(_ path: String) throws(InstanceFileError) -> [Bool] {
    var values: [Bool] = []
    for byte in try contents(path) {
      switch byte {
      case UInt8(ascii: "0"): values.append(false)
      case UInt8(ascii: "1"): values.append(true)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "): continue
      default: throw InstanceFileError(path, "is not a mask: a file of 0 and 1 is expected")
      }
    }
    return values
  }

  /// In gzip where the name ends in .gz.
  static func write(_ data: Data, to path: String) throws(InstanceFileError) {
    try InstanceFileError.naming(path) {
      try (path.hasSuffix(".gz") ? Gzip.compress(data) : data).write(to: URL(fileURLWithPath: path))
    }
  }

  private static func contents(_ path: String) throws(InstanceFileError) -> Data {
    try InstanceFileError.naming(path) {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return Gzip.isGzip(data) ? try Gzip.decompress(data, limit: limit) : data
    }
  }
}

/// Why a file of `winnow solve` or `winnow verify` cannot be used.
struct InstanceFileError: Error, CustomStringConvertible {
  let description: String

  init(_ path: String, _ reason: String) { description = "\(path): \(reason)" }

  /// Names the file in whatever `body` throws.
  static func naming<Result>(_ path: String, _ body: () throws -> Result) throws(InstanceFileError) -> Result {
    do {
      return try body()
    } catch {
      // Foundation's own errors print as dumps; their reason alone is a sentence.
      throw InstanceFileError(
        path, (error as? CocoaError).flatMap { ($0 as NSError).localizedFailureReason } ?? "\(error)")
    }
  }
}
