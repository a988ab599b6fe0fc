import Foundation

/// The head of a `.npy` file: magic bytes, version, and a Python dictionary with type, order and shape
/// (NEP 1, "A Simple File Format for NumPy Arrays").
struct NumPyHeader: Equatable {
  var type: NumPyType
  var bigEndian = false
  var fortranOrder = false
  var shape: [Int]
  /// Where the elements begin in the file.
  var size = 0

  /// Room left for the first axis to grow to any size without moving the elements.
  private static let growthDigits = 20

  init(type: NumPyType, shape: [Int]) {
    self.type = type
    self.shape = shape
  }

  /// Reads the head of `file`.
  init(parsing file: Data, name: String) throws(NumPyError) {
    func fail(_ reason: String) -> NumPyError { NumPyError(file: name, reason: reason) }
    let bytes = [UInt8](file.prefix(12))
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw fail("not a NumPy file (it does not begin with \\x93NUMPY)")
    }
    let wide = bytes[6] >= 2
    guard bytes[6] >= 1, bytes[6] <= 3, bytes.count >= 12 else {
      throw fail("NumPy format version \(bytes[6]).\(bytes[7]) is not known")
    }
    let length =
      wide
      ? Int(bytes[8]) | Int(bytes[9]) << 8 | Int(bytes[10]) << 16 | Int(bytes[11]) << 24
      : Int(bytes[8]) | Int(bytes[9]) << 8
    let start = wide ? 12 : 10
    guard file.count >= start + length else { throw fail("the header is cut off") }
    size = start + length
    let text = String(decoding: file.dropFirst(start).prefix(length), as: UTF8.self)

    guard let descriptor = text.firstMatch(of: /'descr'\s*:\s*'([<>|=])([a-zA-Z]\d+)'/) else {
      throw fail("the header names no simple element type: \(text.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
    guard let type = NumPyType(rawValue: String(descriptor.2)) else {
      let known = NumPyType.allCases.map(\.rawValue).joined(separator: ", ")
      throw fail("elements of type \(descriptor.2) are not supported (known: \(known))")
    }
    self.type = type
    bigEndian = descriptor.1 == ">" && type.size > 1
    guard let order = text.firstMatch(of: /'fortran_order'\s*:\s*(True|False)/) else {
      throw fail("the header lacks 'fortran_order'")
    }
    fortranOrder = order.1 == "True"
    guard let extents = text.firstMatch(of: /'shape'\s*:\s*\(([\d,\sL]*)\)/) else {
      throw fail("the header lacks 'shape'")
    }
    shape = []
    var count = 1
    for part in extents.1.split(separator: ",") {
      let digits = part.filter(\.isNumber)
      guard !digits.isEmpty else { continue }
      guard let extent = Int(digits) else { throw fail("the shape (\(extents.1)) is too large") }
      shape.append(extent)
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, !product.multipliedReportingOverflow(by: type.size).overflow else {
        throw fail("the shape (\(extents.1)) is too large")
      }
      count = product
    }
  }

  /// The head's bytes, padded to a multiple of 64 so that the elements can be mapped.
  var bytes: Data {
    let extents = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = "{'descr': '\(type.description)', 'fortran_order': False, 'shape': (\(extents)), }"
    // As NumPy does: spaces so that a longer first extent can be written over this one later.
    if let first = shape.first { text += String(repeating: " ", count: Self.growthDigits - String(first).count) }
    let unpadded = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = text.utf8.count
    return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(length & 0xff), UInt8(length >> 8)]) + Data(text.utf8)
  }
}

/// Why a `.npy` or `.npz` file could not be read or written.
public struct NumPyError: Error, Equatable, CustomStringConvertible {
  public var file: String
  public var reason: String

  public init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  public var description: String { "\(file): \(reason)" }
}
