import Foundation

/// Type of an array's elements, of those that NumPy knows.
public enum NumPyType: String, Sendable, CaseIterable {
  case float16 = "f2"
  case float32 = "f4"
  case float64 = "f8"
  case int8 = "i1"
  case int16 = "i2"
  case int32 = "i4"
  case int64 = "i8"
  case uint8 = "u1"
  case uint16 = "u2"
  case uint32 = "u4"
  case uint64 = "u8"
  case bool = "b1"

  /// Bytes per element.
  public var size: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// NumPy's description: byte order, kind and size.
  public var description: String { (size == 1 ? "|" : "<") + rawValue }
}

/// A dense array as stored in a `.npy` file: row-major, little-endian.
public struct NumPyArray: Sendable, Equatable {
  /// Extent of each axis, outermost first. Empty for a scalar.
  public let shape: [Int]
  public let type: NumPyType
  /// The elements' bytes, row-major, little-endian: `count * type.size` of them.
  public let bytes: Data

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// - Precondition: `bytes` holds exactly the elements of `shape`.
  public init(shape: [Int], type: NumPyType, bytes: Data) {
    precondition(bytes.count == shape.reduce(1, *) * type.size, "shape \(shape) does not hold \(bytes.count) bytes")
    self.shape = shape
    self.type = type
    self.bytes = bytes
  }

  public init(shape: [Int], floats: [Float]) {
    self.init(shape: shape, type: .float32, bytes: floats.withUnsafeBytes { Data($0) })
  }

  public init(shape: [Int], doubles: [Double]) {
    self.init(shape: shape, type: .float64, bytes: doubles.withUnsafeBytes { Data($0) })
  }

  public init(shape: [Int], int32s: [Int32]) {
    self.init(shape: shape, type: .int32, bytes: int32s.withUnsafeBytes { Data($0) })
  }

  public init(shape: [Int], integers: [Int]) {
    self.init(shape: shape, type: .int64, bytes: integers.withUnsafeBytes { Data($0) })
  }

  public init(shape: [Int], uint8s: [UInt8]) {
    self.init(shape: shape, type: .uint8, bytes: Data(uint8s))
  }

  public init(shape: [Int], bools: [Bool]) {
    self.init(shape: shape, type: .bool, bytes: Data(bools.map { $0 ? 1 : 0 }))
  }

  /// The elements as `Float`: rounded where the type is wider.
  public var floats: [Float] {
    switch type {
    case .float32: elements(as: Float.self)
    case .float16: elements(as: UInt16.self).map { Float(Float16(bitPattern: $0)) }
    case .float64: elements(as: Double.self).map { Float($0) }
    default: doubles.map { Float($0) }
    }
  }

  /// The elements as `Double`: exact but for 64-bit integers beyond 2^53.
  public var doubles: [Double] {
    switch type {
    case .float16, .float32: floats.map { Double($0) }
    case .float64: elements(as: Double.self)
    case .uint64: elements(as: UInt64.self).map { Double($0) }
    default: integers?.map { Double($0) } ?? []
    }
  }

  /// The elements as integers (false is 0, true 1); nil for floating-point types and where a value does not fit.
  public var integers: [Int]? {
    switch type {
    case .float16, .float32, .float64: nil
    case .int8: elements(as: Int8.self).map { Int($0) }
    case .int16: elements(as: Int16.self).map { Int($0) }
    case .int32: elements(as: Int32.self).map { Int($0) }
    case .int64: elements(as: Int64.self).map { Int($0) }
    case .uint8: bytes.map { Int($0) }
    case .bool: bytes.map { $0 == 0 ? 0 : 1 }
    case .uint16: elements(as: UInt16.self).map { Int($0) }
    case .uint32: elements(as: UInt32.self).map { Int($0) }
    case .uint64: Self.all(elements(as: UInt64.self).map { Int(exactly: $0) })
    }
  }

  private static func all(_ values: [Int?]) -> [Int]? {
    values.contains(nil) ? nil : values.compactMap { $0 }
  }

  private func elements<T: BitwiseCopyable>(as: T.Type) -> [T] {
    [T](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = bytes.copyBytes(to: buffer) / MemoryLayout<T>.size
    }
  }
}
