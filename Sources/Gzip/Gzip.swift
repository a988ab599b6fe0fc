import CZlib
import Foundation

/// Deflate compression by zlib, in its three wrappings.
public enum Gzip {
  /// How the deflate stream is wrapped.
  public enum Format: Int32, Sendable {
    /// Bare deflate (RFC 1951), as inside zip archives.
    case deflate = -15
    /// With a two-byte header and an Adler-32 checksum (RFC 1950).
    case zlib = 15
    /// A `.gz` file (RFC 1952): header, CRC-32 and length.
    case gzip = 31
  }

  /// Compresses `data`.
  ///
  /// The result depends only on the arguments (a gzip header gets no time stamp), so equal inputs give equal bytes.
  /// - Parameter level: 1 (fastest) to 9 (smallest), 0 stores without compressing.
  public static func compress(_ data: Data, format: Format = .gzip, level: Int = 6) throws(GzipError) -> Data {
    let stream = Stream()
    try check(
      deflateInit2_(
        stream.pointer, Int32(level), Z_DEFLATED, format.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Stream.size),
      stream)
    defer { deflateEnd(stream.pointer) }
    var output = OutputBuffer(capacity: Int(deflateBound(stream.pointer, UInt(data.count))), limit: .max)
    let status = try run(stream, over: data, into: &output) { deflate($0, $1 ? Z_FINISH : Z_NO_FLUSH) }
    guard status == Z_STREAM_END else { throw .truncated }
    return output.data
  }

  /// Decompresses `data`, every member of it where a gzip file is several joined ones.
  ///
  /// - Parameters:
  ///   - limit: the largest size accepted; more is refused as soon as it is passed, so that a small hostile file
  ///     cannot fill the memory.
  ///   - expectedSize: size of the result where it is known: saves growing the buffer.
  /// - Throws: `GzipError.tooLarge`, `.truncated` or `.corrupt`.
  public static func decompress(
    _ data: Data, format: Format = .gzip, limit: Int = .max, expectedSize: Int? = nil
  ) throws(GzipError) -> Data {
    let guess = expectedSize ?? max(256, data.count.multipliedReportingOverflow(by: 3).partialValue)
    var output = OutputBuffer(capacity: min(guess, limit), limit: limit)
    var rest = data
    repeat {
      let stream = Stream()
      try check(inflateInit2_(stream.pointer, format.rawValue, ZLIB_VERSION, Stream.size), stream)
      defer { inflateEnd(stream.pointer) }
      let status = try run(stream, over: rest, into: &output) { inflate($0, $1 ? Z_SYNC_FLUSH : Z_NO_FLUSH) }
      guard status == Z_STREAM_END else { throw .truncated }
      rest = rest.dropFirst(Int(stream.pointer.pointee.total_in))
    } while format == .gzip && rest.first == 0x1f
    return output.data
  }

  /// CRC-32 of `data` (the polynomial of zip, gzip and PNG).
  public static func crc32(_ data: Data) -> UInt32 {
    data.withUnsafeBytes { bytes in UInt32(crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)) }
  }

  /// True if `data` begins as a gzip file does.
  public static func isGzip(_ data: Data) -> Bool {
    data.starts(with: [0x1f, 0x8b, 0x08])
  }

  /// Feeds `input` to `step` until the stream ends, or all input is used and no more output comes.
  ///
  /// - Parameter step: one call of `inflate` or `deflate`; its second argument says whether this is the last slice.
  private static func run(
    _ stream: Stream, over input: Data, into output: inout OutputBuffer, step: (z_streamp, Bool) -> Int32
  ) throws(GzipError) -> Int32 {
    // zlib counts in 32 bits: larger inputs are fed in slices.
    let slice = 1 << 30
    let bytes = [UInt8](input)
    var status: Int32 = Z_OK
    var offset = 0
    repeat {
      let length = min(slice, bytes.count - offset)
      let last = offset + length == bytes.count
      let used: Result<Int, GzipError> = bytes.withUnsafeBufferPointer { input in
        stream.pointer.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + offset })
        stream.pointer.pointee.avail_in = UInt32(length)
        do throws(GzipError) {
          var drained = false
          repeat {
            drained = try output.withFreeSpace { (space: UnsafeMutableBufferPointer<UInt8>) throws(GzipError) in
              stream.pointer.pointee.next_out = space.baseAddress
              stream.pointer.pointee.avail_out = UInt32(space.count)
              status = step(stream.pointer, last)
              if status != Z_BUF_ERROR { try check(status, stream) }
              return space.count - Int(stream.pointer.pointee.avail_out)
            }
          } while status != Z_STREAM_END && !drained
          return .success(length - Int(stream.pointer.pointee.avail_in))
        } catch {
          return .failure(error)
        }
      }
      offset += try used.get()
    } while status != Z_STREAM_END && offset < bytes.count
    return status
  }

  /// Turns zlib's status into an error.
  private static func check(_ status: Int32, _ stream: Stream) throws(GzipError) {
    guard status < 0 || status == Z_NEED_DICT else { return }
    let detail = stream.pointer.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
    throw status == Z_MEM_ERROR ? .outOfMemory : .corrupt(detail)
  }

  /// A `z_stream` at a fixed address: zlib keeps a pointer back to it.
  private final class Stream {
    static let size = Int32(MemoryLayout<z_stream>.size)
    let pointer = z_streamp.allocate(capacity: 1)
    init() { pointer.initialize(to: z_stream()) }
    deinit { pointer.deallocate() }
  }
}

/// Why compressed data could not be read.
public enum GzipError: Error, Equatable, CustomStringConvertible {
  /// The stream ends too early.
  case truncated
  /// The bytes are not a compressed stream, or a checksum is wrong.
  case corrupt(String)
  /// The result would be larger than the limit given.
  case tooLarge(limit: Int)
  case outOfMemory

  public var description: String {
    switch self {
    case .truncated: "the compressed data end too early (an incomplete copy?)"
    case .corrupt(let detail): "the compressed data are damaged: \(detail)"
    case .tooLarge(let limit): "the compressed data unpack to more than the limit of \(limit) bytes"
    case .outOfMemory: "not enough memory to unpack the compressed data"
    }
  }
}
