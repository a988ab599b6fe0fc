import CLibPNG
import CPNG
import Foundation

/// PNG through libpng. Nothing else touches that library.
enum PNGCodec {
  static func decode(_ data: Data, header: ImageHeader, acceptsIncomplete: Bool) throws(ImageError) -> RasterImage {
    let channels = header.storedChannels <= 2 ? 1 : 3
    let (image, failure) = decode(data, header: header, channels: channels, values: CPNG_COLORS)
    if let failure, !acceptsIncomplete { throw failure }
    return image
  }

  /// The stored samples of a grey or palette file.
  static func decodeSamples(_ data: Data, header: ImageHeader) throws(ImageError) -> RasterImage {
    let (image, failure) = decode(data, header: header, channels: 1, values: CPNG_SAMPLES)
    if let failure { throw failure }
    return image
  }

  private static func decode(
    _ data: Data, header: ImageHeader, channels: Int, values: cpng_values
  ) -> (image: RasterImage, failure: ImageError?) {
    var image = RasterImage(
      width: header.width, height: header.height, channels: channels,
      pixels: [UInt8](repeating: 0, count: header.width * header.height * channels))
    var message = [CChar](repeating: 0, count: 200)
    let status = data.withUnsafeBytes { bytes in
      cpng_decode(
        bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, UInt32(header.width), UInt32(header.height),
        Int32(channels), values, &image.pixels, &message, message.count)
    }
    guard status != 0 else { return (image, nil) }
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (image, text == "end of file" ? .truncated(.png) : .damaged(.png, text))
  }

  static func encode(_ image: RasterImage) throws(ImageError) -> Data {
    var control = png_image()
    control.version = png_uint_32(PNG_IMAGE_VERSION)
    control.width = png_uint_32(image.width)
    control.height = png_uint_32(image.height)
    // The format bits of png.h, whose macros do not all import: bit 0 alpha, bit 1 colour.
    control.format = image.channels == 1 ? 0 : image.channels == 3 ? 2 : 3
    // Incompressible data grow by less than an eighth (png.h, PNG_IMAGE_PNG_SIZE_MAX); the chunks around it are small.
    let stride = image.width * image.channels
    var size = (stride + 1) * image.height * 9 / 8 + image.height + 4_096
    var data = Data(count: size)
    let status = data.withUnsafeMutableBytes { bytes in
      png_image_write_to_memory(&control, bytes.baseAddress, &size, 0, image.pixels, png_int_32(stride), nil)
    }
    guard status != 0 else { throw .notEncoded(.png, message(of: control)) }
    return data.prefix(size)
  }

  private static func message(of control: png_image) -> String {
    withUnsafeBytes(of: control.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

extension RasterImage {
  /// The image as a PNG file: grey, RGB or RGBA.
  public func pngData() throws(ImageError) -> Data {
    try PNGCodec.encode(self)
  }
}
