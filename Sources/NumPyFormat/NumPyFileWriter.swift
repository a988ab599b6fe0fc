import Foundation

/// Writes a `.npy` file row by row, for arrays larger than memory.
///
/// The number of rows need not be known: the header has room for it and is written anew by `synchronize()` and
/// `close()`. The elements begin at a multiple of 64 bytes, so `numpy.load(path, mmap_mode="r")` maps the file.
public final class NumPyFileWriter {
  public let url: URL
  /// Shape of one row: the array's shape without its first axis.
  public let rowShape: [Int]
  public let type: NumPyType
  /// Rows written so far.
  public private(set) var rowCount = 0
  private let handle: FileHandle

  /// Makes the file, replacing an older one.
  public init(url: URL, rowShape: [Int], type: NumPyType) throws(NumPyError) {
    self.url = url
    self.rowShape = rowShape
    self.type = type
    do {
      try Data().write(to: url)
      handle = try FileHandle(forWritingTo: url)
      try handle.write(contentsOf: NumPyHeader(type: type, shape: [0] + rowShape).bytes)
    } catch {
      throw NumPyError(file: url.path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Appends rows of `Float`; `values` holds one row or several.
  public func append(_ values: [Float]) throws(NumPyError) {
    try append(bytes: values.withUnsafeBytes { Data($0) }, type: .float32)
  }

  /// Appends rows of bytes; the file's type is `uint8` or `bool` (then every byte is 0 or 1).
  public func append(_ values: [UInt8]) throws(NumPyError) {
    try append(bytes: Data(values), type: type == .bool ? .bool : .uint8)
  }

  /// Appends rows of integers; the file's type is `int64`.
  public func append(_ values: [Int]) throws(NumPyError) {
    try append(bytes: values.withUnsafeBytes { Data($0) }, type: .int64)
  }

  /// Appends rows of `Double`; the file's type is `float64`.
  public func append(_ values: [Double]) throws(NumPyError) {
    try append(bytes: values.withUnsafeBytes { Data($0) }, type: .float64)
  }

  private func append(bytes: Data, type: NumPyType) throws(NumPyError) {
    precondition(type == self.type, "rows of \(type) written to a file of \(self.type)")
    let rowSize = rowShape.reduce(1, *) * type.size
    precondition(rowSize > 0 && bytes.count % rowSize == 0, "\(bytes.count) bytes are not rows of \(rowShape)")
    try attempt { try handle.write(contentsOf: bytes) }
    rowCount += bytes.count / rowSize
  }

  /// Writes the present number of rows into the header: readers now see all of them.
  public func synchronize() throws(NumPyError) {
    try attempt {
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: NumPyHeader(type: type, shape: [rowCount] + rowShape).bytes)
      try handle.seekToEnd()
    }
  }

  /// Completes the file. Nothing may be appended afterwards.
  public func close() throws(NumPyError) {
    try synchronize()
    try attempt { try handle.close() }
  }

  private func attempt(_ body: () throws -> Void) throws(NumPyError) {
    do { try body() } catch {
      throw NumPyError(file: url.path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }
}
