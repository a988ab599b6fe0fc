import Foundation

/// A growing buffer that zlib writes into, with a limit.
struct OutputBuffer {
  private var bytes: [UInt8]
  private var count = 0
  private let limit: Int

  init(capacity: Int, limit: Int) {
    bytes = [UInt8](repeating: 0, count: max(64, min(capacity, 1 << 30)))
    self.limit = limit
  }

  var data: Data { Data(bytes[..<count]) }

  /// Lets `write` fill free space; it returns how many bytes it wrote.
  ///
  /// - Returns: true if `write` left space unused, that is, had nothing more to say.
  mutating func withFreeSpace(
    _ write: (UnsafeMutableBufferPointer<UInt8>) throws(GzipError) -> Int
  ) throws(GzipError) -> Bool {
    if count == bytes.count {
      // One byte beyond the limit may be written: that it is used tells "too large" from "exactly at the limit".
      let room = limit == .max ? Int.max : limit + 1
      bytes.append(contentsOf: repeatElement(0, count: max(1, min(bytes.count, room - bytes.count))))
    }
    let start = count
    let end = min(bytes.count, start + Int(UInt32.max >> 1))
    let written: Result<Int, GzipError> = bytes.withUnsafeMutableBufferPointer { all in
      do throws(GzipError) {
        return .success(try write(UnsafeMutableBufferPointer(rebasing: all[start..<end])))
      } catch {
        return .failure(error)
      }
    }
    count += try written.get()
    guard count <= limit else { throw .tooLarge(limit: limit) }
    return count < end
  }
}
