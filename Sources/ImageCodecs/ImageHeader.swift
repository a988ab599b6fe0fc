import Foundation

/// What the first bytes of an image file say about it.
public struct ImageHeader: Sendable, Equatable {
  public var format: ImageFormat
  public var width: Int
  public var height: Int
  /// Channels as stored: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha (PNG) or CMYK (JPEG).
  /// A PNG with a palette counts as 3.
  public var storedChannels: Int
  /// Bits per sample, or per palette index.
  public var bitDepth: Int
  /// The samples are indices into a palette (PNG).
  public var hasPalette = false
  /// EXIF orientation, 1 (upright) to 8; 1 where the file says nothing.
  public var orientation = 1

  /// Recognises the format by content and reads the header; decodes no pixel.
  public init(of data: Data) throws(ImageError) {
    guard !data.isEmpty else { throw .empty }
    let bytes = ByteReader(data)
    if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      self = try Self(jpeg: bytes)
    } else if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = try Self(png: bytes)
    } else {
      throw .unknownFormat(found: Self.nameOfOtherFormat(bytes))
    }
    guard width > 0, height > 0 else { throw .damaged(format, "it says \(width) x \(height) pixels") }
  }

  private init(format: ImageFormat, width: Int, height: Int, storedChannels: Int, bitDepth: Int, orientation: Int) {
    self.format = format
    self.width = width
    self.height = height
    self.storedChannels = storedChannels
    self.bitDepth = bitDepth
    self.orientation = orientation
  }

  /// Walks the marker segments up to the start of frame (ITU-T T.81, annex B).
  private init(jpeg bytes: ByteReader) throws(ImageError) {
    var position = 2
    var orientation = 1
    while let marker = bytes.bigEndian(position, 2) {
      guard marker >= 0xff00 else { throw .damaged(.jpeg, "no marker where one must be") }
      // Any number of fill bytes may precede a marker.
      guard marker != 0xffff else {
        position += 1
        continue
      }
      guard let length = bytes.bigEndian(position + 2, 2) else { break }
      switch marker {
      case 0xffc0...0xffcf where ![0xffc4, 0xffc8, 0xffcc].contains(marker):
        guard let precision = bytes.bigEndian(position + 4, 1), let height = bytes.bigEndian(position + 5, 2),
          let width = bytes.bigEndian(position + 7, 2), let channels = bytes.bigEndian(position + 9, 1)
        else { throw .truncated(.jpeg) }
        guard precision == 8 else { throw .unsupported("JPEG with \(precision) bits per sample") }
        guard [1, 3, 4].contains(channels) else { throw .unsupported("JPEG with \(channels) channels") }
        self.init(
          format: .jpeg, width: width, height: height, storedChannels: channels, bitDepth: precision,
          orientation: orientation)
        return
      case 0xffe1:
        if orientation == 1, bytes.matches(Array("Exif\0\0".utf8), at: position + 4) {
          orientation = bytes.exifOrientation(at: position + 10, count: length - 8) ?? 1
        }
      case 0xffd9, 0xffda: throw .damaged(.jpeg, "no frame header before the image's data")
      default: break
      }
      guard length >= 2 else { throw .damaged(.jpeg, "a segment of impossible length") }
      position += 2 + length
    }
    throw .truncated(.jpeg)
  }

  /// Reads IHDR, and walks the chunks before the pixels for an orientation (PNG specification, 11.2 and 11.3).
  private init(png bytes: ByteReader) throws(ImageError) {
    guard let width = bytes.bigEndian(16, 4), let height = bytes.bigEndian(20, 4), let depth = bytes.bigEndian(24, 1),
      let color = bytes.bigEndian(25, 1)
    else { throw .truncated(.png) }
    guard bytes.matches(Array("IHDR".utf8), at: 12) else { throw .damaged(.png, "no header chunk") }
    guard let channels = [0: 1, 2: 3, 3: 3, 4: 2, 6: 4][color] else { throw .damaged(.png, "colour type \(color)") }
    var orientation = 1
    var position = 33
    while let length = bytes.bigEndian(position, 4), !bytes.matches(Array("IDAT".utf8), at: position + 4) {
      if bytes.matches(Array("eXIf".utf8), at: position + 4) {
        orientation = bytes.exifOrientation(at: position + 8, count: length) ?? 1
      }
      position += 12 + length
    }
    self.init(
      format: .png, width: width, height: height, storedChannels: channels, bitDepth: depth, orientation: orientation)
    hasPalette = color == 3
  }

  private static func nameOfOtherFormat(_ bytes: ByteReader) -> String? {
    func at(_ offset: Int, _ text: String) -> Bool { bytes.matches(Array(text.utf8), at: offset) }
    if at(0, "GIF8") { return "GIF" }
    if at(0, "BM") { return "BMP" }
    if at(0, "RIFF") && at(8, "WEBP") { return "WebP" }
    if at(0, "II*\0") || at(0, "MM\0*") { return "TIFF" }
    if at(4, "ftypavif") { return "AVIF" }
    if at(4, "ftyphei") || at(4, "ftypmif1") { return "HEIF" }
    if at(4, "jP  ") { return "JPEG 2000" }
    if at(0, "<!DOCTYPE") || at(0, "<html") { return "HTML (a web page saved instead of the image?)" }
    return nil
  }
}

/// Reads numbers from bytes, with nil beyond the end.
struct ByteReader {
  private let data: Data

  init(_ data: Data) { self.data = data }

  var count: Int { data.count }

  func starts(with prefix: [UInt8]) -> Bool { data.starts(with: prefix) }

  func bigEndian(_ offset: Int, _ count: Int) -> Int? {
    guard let bytes = slice(offset, count) else { return nil }
    return bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  func littleEndian(_ offset: Int, _ count: Int) -> Int? {
    guard let bytes = slice(offset, count) else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  func matches(_ pattern: [UInt8], at offset: Int) -> Bool {
    slice(offset, pattern.count).map { $0.elementsEqual(pattern) } ?? false
  }

  /// The orientation tag of a TIFF structure (EXIF 2.32, 4.6.4 A).
  func exifOrientation(at start: Int, count: Int) -> Int? {
    let little = matches(Array("II".utf8), at: start)
    guard little || matches(Array("MM".utf8), at: start) else { return nil }
    func read(_ offset: Int, _ size: Int) -> Int? {
      guard offset + size <= count else { return nil }
      return little ? littleEndian(start + offset, size) : bigEndian(start + offset, size)
    }
    guard let directory = read(4, 4), let entries = read(directory, 2) else { return nil }
    for entry in 0..<entries {
      guard let tag = read(directory + 2 + 12 * entry, 2) else { return nil }
      if tag == 0x0112 { return read(directory + 2 + 12 * entry + 8, 2).flatMap { (1...8).contains($0) ? $0 : nil } }
    }
    return nil
  }

  private func slice(_ offset: Int, _ count: Int) -> Data.SubSequence? {
    guard offset >= 0, count >= 0, offset <= data.count - count else { return nil }
    return data[data.startIndex + offset..<data.startIndex + offset + count]
  }
}
