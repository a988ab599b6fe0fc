import Foundation

extension NumPyArray {
  /// Reads a `.npy` file. Fortran order and big-endian numbers are converted.
  public init(contentsOf url: URL) throws(NumPyError) {
    let data: Data
    do { data = try Data(contentsOf: url, options: .mappedIfSafe) } catch {
      throw NumPyError(file: url.path, reason: "cannot be read: \(error.localizedDescription)")
    }
    try self.init(parsing: data, name: url.path)
  }

  /// Reads the content of a `.npy` file.
  /// - Parameter name: the file's name, for errors.
  public init(parsing file: Data, name: String) throws(NumPyError) {
    let header = try NumPyHeader(parsing: file, name: name)
    let needed = header.shape.reduce(1, *) * header.type.size
    var elements = Data(file.dropFirst(header.size).prefix(needed))
    guard elements.count == needed else {
      throw NumPyError(
        file: name, reason: "the file is cut off: \(elements.count) of \(needed) bytes of elements are there")
    }
    let size = header.type.size
    if header.bigEndian {
      for start in stride(from: 0, to: needed, by: size) { elements[start..<start + size].reverse() }
    }
    if header.fortranOrder && header.shape.count > 1 {
      elements = Self.rowMajor(elements, shape: header.shape, size: size)
    }
    self.init(shape: header.shape, type: header.type, bytes: elements)
  }

  /// The content of a `.npy` file of this array.
  public var fileContent: Data { NumPyHeader(type: type, shape: shape).bytes + bytes }

  /// Writes a `.npy` file, replacing an older one only when complete.
  public func write(to url: URL) throws(NumPyError) {
    do { try fileContent.write(to: url, options: .atomic) } catch {
      throw NumPyError(file: url.path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Reorders elements from first-index-fastest to last-index-fastest.
  private static func rowMajor(_ source: Data, shape: [Int], size: Int) -> Data {
    var result = Data(count: source.count)
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { steps[axis] = steps[axis - 1] * shape[axis - 1] }
    var position = [Int](repeating: 0, count: shape.count)
    var from = 0
    for to in 0..<source.count / max(1, size) {
      result.replaceSubrange(to * size..<(to + 1) * size, with: source[from * size..<(from + 1) * size])
      var axis = shape.count - 1
      while axis >= 0 {
        position[axis] += 1
        from += steps[axis]
        if position[axis] < shape[axis] { break }
        from -= steps[axis] * shape[axis]
        position[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}
