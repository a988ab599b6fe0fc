import Foundation
import ONNXSchema
import OneDNN

extension ONNXReader {
  /// Reads a weight, from the file itself or from the file of external weights it names.
  func constantTensor(_ proto: Onnx_TensorProto) throws(NetworkError) -> ConstantTensor {
    guard let type = ElementType(rawValue: Int(proto.dataType)) else {
      throw .unsupported("its element type (\(proto.dataType)) is not supported")
    }
    let shape = proto.dims.map { Int($0) }
    guard shape.count <= Layout.maximumRank else {
      throw .unsupported("it has \(shape.count) axes; at most \(Layout.maximumRank) are supported")
    }
    guard let count = Shape.count(shape), count <= limits.tensorElements else {
      throw .tooLarge("it claims the shape \(Shape.text(shape)); the limit is \(limits.tensorElements) elements")
    }
    if proto.dataLocation == .external {
      let bytes = try externalBytes(proto, count: count * type.byteCount)
      return ConstantTensor(type: type, shape: shape, elements: type.elements(bytes))
    }
    if proto.hasRawData {
      guard proto.rawData.count == count * type.byteCount else {
        throw .malformed(
          "its shape \(Shape.text(shape)) needs \(count * type.byteCount) bytes, the file holds \(proto.rawData.count)")
      }
      return ConstantTensor(type: type, shape: shape, elements: type.elements(proto.rawData))
    }
    let elements: ConstantTensor.Elements =
      switch type {
      case .float: .floats(proto.floatData)
      case .double: .doubles(proto.doubleData)
      case .int64: .integers(proto.int64Data)
      case .uint32, .uint64: .integers(proto.uint64Data.map { Int64(clamping: $0) })
      case .float16: .floats(proto.int32Data.map { Float(halfBits: UInt16(truncatingIfNeeded: $0)) })
      case .bfloat16: .floats(proto.int32Data.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) })
      default: .integers(proto.int32Data.map { Int64($0) })
      }
    let constant = ConstantTensor(type: type, shape: shape, elements: elements)
    guard constant.count == count else {
      throw .malformed("its shape \(Shape.text(shape)) needs \(count) elements, the file holds \(constant.count)")
    }
    return constant
  }

  private func externalBytes(_ proto: Onnx_TensorProto, count: Int) throws(NetworkError) -> Data {
    var entries: [String: String] = [:]
    for entry in proto.externalData { entries[entry.key] = entry.value }
    guard let location = entries["location"], !location.isEmpty, !location.hasPrefix("/"),
      !location.split(separator: "/").contains("..")
    else {
      throw .malformed("its external file '\(entries["location"] ?? "")' must be named relative to the model's folder")
    }
    let data: Data
    do {
      data = try Self.readFile(directory.appendingPathComponent(location), limit: limits.fileBytes)
    } catch {
      throw error.inside("external weights '\(location)'")
    }
    let offset = Int(entries["offset"] ?? "0") ?? -1
    let length = Int(entries["length"] ?? "\(count)") ?? -1
    guard offset >= 0, length == count, offset <= data.count, count <= data.count - offset else {
      throw .malformed(
        "it needs \(count) bytes at offset \(entries["offset"] ?? "0") of '\(location)', which has \(data.count) bytes")
    }
    return data.dropFirst(offset).prefix(count)
  }
}

extension ElementType {
  var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .int64, .uint64, .double: 8
    }
  }

  /// Elements from their little-endian bytes.
  func elements(_ bytes: Data) -> ConstantTensor.Elements {
    switch self {
    case .float: .floats(load(bytes, UInt32.self) { Float(bitPattern: $0) })
    case .double: .doubles(load(bytes, UInt64.self) { Double(bitPattern: $0) })
    case .float16: .floats(load(bytes, UInt16.self) { Float(halfBits: $0) })
    case .bfloat16: .floats(load(bytes, UInt16.self) { Float(bitPattern: UInt32($0) << 16) })
    case .int64: .integers(load(bytes, Int64.self) { $0 })
    case .uint64: .integers(load(bytes, UInt64.self) { Int64(clamping: $0) })
    case .int32: .integers(load(bytes, Int32.self) { Int64($0) })
    case .uint32: .integers(load(bytes, UInt32.self) { Int64($0) })
    case .int16: .integers(load(bytes, Int16.self) { Int64($0) })
    case .uint16: .integers(load(bytes, UInt16.self) { Int64($0) })
    case .int8: .integers(load(bytes, Int8.self) { Int64($0) })
    case .uint8: .integers(load(bytes, UInt8.self) { Int64($0) })
    case .bool: .integers(load(bytes, UInt8.self) { $0 == 0 ? 0 : 1 })
    }
  }

  private func load<Raw: FixedWidthInteger, T>(_ bytes: Data, _: Raw.Type, _ convert: (Raw) -> T) -> [T] {
    bytes.withUnsafeBytes { buffer in
      let count = buffer.count / MemoryLayout<Raw>.size
      return [T](unsafeUninitializedCapacity: count) { target, initialized in
        for i in 0..<count {
          let raw = buffer.loadUnaligned(fromByteOffset: i * MemoryLayout<Raw>.size, as: Raw.self)
          (target.baseAddress! + i).initialize(to: convert(Raw(littleEndian: raw)))
        }
        initialized = count
      }
    }
  }
}

extension Float {
  /// An IEEE half-precision number. (`Float16` does not exist on every platform Swift runs on.)
  init(halfBits bits: UInt16) {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 0x1f
    let fraction = Float(bits & 0x3ff)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default: self = sign * (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
