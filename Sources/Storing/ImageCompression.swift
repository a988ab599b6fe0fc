import Foundation
import Gzip

/// Lossless compression of images of bytes, and of masks of pixels packed into bytes.
enum ImageCompression {
  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    // Deflating bytes in memory fails only for want of memory.
    (try? Gzip.compress(Data(bytes), format: .zlib, level: 6)).map { Array($0) } ?? []
  }

  /// - Parameter count: number of bytes that must come out.
  static func decompress(_ bytes: ArraySlice<UInt8>, count: Int) throws -> [UInt8] {
    let result: [UInt8]
    do {
      result = Array(try Gzip.decompress(Data(bytes), format: .zlib, limit: count))
    } catch {
      throw ByteCodingError("an image cannot be decompressed: \(error)")
    }
    guard result.count == count else { throw ByteCodingError("an image has \(result.count) bytes, not \(count)") }
    return result
  }
}
