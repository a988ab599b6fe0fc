import Saliency

// Masks inside a record: a bit a window, of a true object a compressed bit a pixel.
extension EncodedRecord {
  static func write(_ record: MaskRecord, to writer: inout ByteWriter) {
    write(record.mask.grid, named: record.name, to: &writer)
    writer.append(packed(record.mask.bits))
  }

  /// Unlike a minimal mask, an object has an entry for each pixel but few edges: compressed it is small.
  static func write(truth: PixelMask, to writer: inout ByteWriter) {
    write(WindowMask(truth).grid, named: "truth", to: &writer)
    writer.write(blob: ImageCompression.compress(packed(truth.bits)))
  }

  private static func write(_ grid: WindowGrid, named name: String, to writer: inout ByteWriter) {
    writer.write(name)
    writer.write(count: grid.height)
    writer.write(count: grid.width)
    writer.write(count: grid.window)
  }

  /// - Returns: nil when it is not wanted.
  static func readMask(_ reader: inout ByteReader, isWanted: Bool) throws -> MaskRecord? {
    let header = try MaskHeader(&reader)
    let packed = try reader.raw(count: (header.grid.count + 7) / 8)
    guard isWanted else { return nil }
    return MaskRecord(
      name: header.name, mask: WindowMask(grid: header.grid, bits: unpacked(packed, count: header.grid.count)))
  }

  /// - Returns: nil when there is none, or it is not wanted.
  static func readTruth(_ reader: inout ByteReader, isWanted: Bool) throws -> PixelMask? {
    guard try reader.bool() else { return nil }
    let header = try MaskHeader(&reader)
    let compressed = try reader.blob()
    guard isWanted else { return nil }
    let packed = try ImageCompression.decompress(compressed, count: (header.grid.count + 7) / 8)
    return WindowMask(grid: header.grid, bits: unpacked(packed[...], count: header.grid.count)).pixels
  }

  private struct MaskHeader {
    var name: String
    var grid: WindowGrid

    init(_ reader: inout ByteReader) throws {
      name = try reader.string()
      let (height, width, window) = (try reader.count(), try reader.count(), try reader.count())
      let limit = EncodedRecord.sizeLimit
      guard window > 0, height < limit, width < limit, window < limit else {
        throw ByteCodingError("a mask of \(height) x \(width) pixels in windows of \(window) cannot be")
      }
      grid = WindowGrid(height: height, width: width, window: window)
    }
  }

  /// Eight bits to a byte, the first one lowest.
  static func packed(_ bits: [Bool]) -> [UInt8] {
    bits.withUnsafeBufferPointer { bits in
      [UInt8](unsafeUninitializedCapacity: (bits.count + 7) / 8) { bytes, count in
        count = bytes.count
        for i in 0..<count {
          var byte: UInt8 = 0
          for j in 8 * i..<min(8 * i + 8, bits.count) where bits[j] { byte |= 1 << UInt8(truncatingIfNeeded: j & 7) }
          bytes[i] = byte
        }
      }
    }
  }

  static func unpacked(_ bytes: ArraySlice<UInt8>, count: Int) -> [Bool] {
    bytes.withUnsafeBufferPointer { bytes in
      [Bool](unsafeUninitializedCapacity: count) { bits, filled in
        for i in 0..<count { bits[i] = bytes[i >> 3] >> UInt8(truncatingIfNeeded: i & 7) & 1 == 1 }
        filled = count
      }
    }
  }
}
