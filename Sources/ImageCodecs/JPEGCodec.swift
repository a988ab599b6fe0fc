import CTurboJPEG
import Foundation

/// JPEG through libjpeg-turbo. Nothing else touches that library.
enum JPEGCodec {
  /// Decodes with the library's defaults, which Pillow and torchvision use too: accurate inverse DCT, smooth
  /// chroma upsampling.
  static func decode(_ data: Data, header: ImageHeader, acceptsIncomplete: Bool) throws(ImageError) -> RasterImage {
    let stored = header.storedChannels
    let format = stored == 1 ? TJPF_GRAY : stored == 3 ? TJPF_RGB : TJPF_CMYK
    var pixels = [UInt8](repeating: 0, count: header.width * header.height * stored)
    let failure = decompress(data, width: header.width, height: header.height, format: format, into: &pixels)
    if let failure, failure.fatal || !acceptsIncomplete {
      if failure.fatal || failure.isDamage { throw failure.imageError }
      // Only the last warning is known: a harmless one may hide an earlier one, so ask for the first too.
      var scratch = pixels
      let first = decompress(
        data, width: header.width, height: header.height, format: format, into: &scratch, stopsEarly: true)
      if let first, first.isDamage { throw first.imageError }
    }
    if stored == 4 { pixels = rgb(fromInvertedCMYK: pixels) }
    return RasterImage(width: header.width, height: header.height, channels: stored == 1 ? 1 : 3, pixels: pixels)
  }

  static func encode(_ image: RasterImage, quality: Int) throws(ImageError) -> Data {
    guard let handle = tjInitCompress() else { throw .notEncoded(.jpeg, "out of memory") }
    defer { tjDestroy(handle) }
    var output: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    defer { tjFree(output) }
    let format = image.channels == 1 ? TJPF_GRAY : image.channels == 3 ? TJPF_RGB : TJPF_RGBX
    let sampling = image.channels == 1 ? TJSAMP_GRAY : TJSAMP_444
    let status = tjCompress2(
      handle, image.pixels, Int32(image.width), 0, Int32(image.height), Int32(format.rawValue), &output, &size,
      Int32(sampling.rawValue), Int32(min(max(quality, 1), 100)), TJFLAG_ACCURATEDCT)
    guard status == 0, let output else { throw .notEncoded(.jpeg, Failure(of: handle).message) }
    return Data(bytes: output, count: Int(size))
  }

  /// - Returns: nil if all went well without a warning.
  private static func decompress(
    _ data: Data, width: Int, height: Int, format: TJPF, into pixels: inout [UInt8], stopsEarly: Bool = false
  ) -> Failure? {
    guard let handle = tjInitDecompress() else { return Failure(message: "out of memory", fatal: true) }
    defer { tjDestroy(handle) }
    // A file of many thousand tiny progressive scans would take hours: the library refuses beyond 500.
    let flags = TJFLAG_LIMITSCANS | (stopsEarly ? TJFLAG_STOPONWARNING : 0)
    let status = data.withUnsafeBytes { bytes in
      tjDecompress2(
        handle, bytes.bindMemory(to: UInt8.self).baseAddress, UInt(bytes.count), &pixels, Int32(width), 0,
        Int32(height), Int32(format.rawValue), flags)
    }
    return status == 0 ? nil : Failure(of: handle)
  }

  private struct Failure {
    var message: String
    var fatal: Bool

    init(message: String, fatal: Bool) {
      self.message = message
      self.fatal = fatal
    }

    init(of handle: tjhandle) {
      message = tjGetErrorStr2(handle).map { String(cString: $0) } ?? "no reason given"
      fatal = tjGetErrorCode(handle) == Int32(TJERR_FATAL.rawValue)
    }

    private var isTruncation: Bool {
      message.localizedCaseInsensitiveContains("premature end")
    }

    /// Some warnings concern bytes that no decoder needs (stray bytes before a marker, an odd JFIF revision) and
    /// occur in ImageNet; the others mean wrong pixels.
    var isDamage: Bool {
      isTruncation || message.contains("bad Huffman code") || message.contains("bad arithmetic code")
        || message.contains("found marker") || message.contains("out of range") || message.contains("Inconsistent")
        || message.contains("no data") || fatal
    }

    var imageError: ImageError {
      if isTruncation { return .truncated(.jpeg) }
      return message.contains("Unsupported") || message.contains("not implemented")
        ? .unsupported("this kind of JPEG (\(message))") : .damaged(.jpeg, message)
    }
  }

  /// Pillow's conversion: samples are taken as inverted, as Adobe's programs write them, then each of C, M, Y is
  /// multiplied out with K in 8-bit fixed point.
  private static func rgb(fromInvertedCMYK pixels: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: pixels.count / 4 * 3)
    for pixel in 0..<pixels.count / 4 {
      let light = Int(pixels[4 * pixel + 3])
      for c in 0..<3 {
        let product = (255 - Int(pixels[4 * pixel + c])) * light + 128
        let ink = ((product >> 8) + product) >> 8
        result[3 * pixel + c] = UInt8(clamping: light - ink)
      }
    }
    return result
  }
}

extension RasterImage {
  /// The image as a JPEG file, without chroma subsampling; alpha is dropped.
  /// - Parameter quality: 1 to 100.
  public func jpegData(quality: Int = 90) throws(ImageError) -> Data {
    try JPEGCodec.encode(self, quality: quality)
  }
}
