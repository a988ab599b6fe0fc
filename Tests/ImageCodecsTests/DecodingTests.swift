import CTurboJPEG
import Foundation
import Testing

@testable import ImageCodecs

@Suite struct DecodingTests {
  @Test(arguments: Fixture.all)
  func equalsPillow(fixture: Fixture) throws {
    let image = try RasterImage(decoding: fixture.file)
    #expect((image.width, image.height, image.channels) == (fixture.width, fixture.height, fixture.channels))
    if fixture.name.hasPrefix("jpeg") {
      // Another build of libjpeg-turbo may round elsewhere.
      let worst = zip(image.pixels, fixture.pixels).map { abs(Int($0) - Int($1)) }.max()!
      #expect(worst <= 1)
    } else {
      #expect(image.pixels == fixture.pixels)
    }
  }

  @Test func headersTellTheSizeWithoutDecoding() throws {
    for fixture in Fixture.all {
      let header = try ImageHeader(of: fixture.file)
      #expect((header.width, header.height) == (fixture.width, fixture.height))
      #expect(header.format == (fixture.name.hasPrefix("jpeg") ? .jpeg : .png))
      #expect(header.orientation == (fixture.name == "jpegOriented" ? 6 : 1))
    }
  }

  /// YCCK is what libjpeg-turbo itself makes of CMYK samples.
  @Test func ycck() throws {
    let cmyk: [UInt8] = (0..<16 * 16).flatMap { _ in [200, 100, 50, 180] as [UInt8] }
    let handle = try #require(tjInitCompress())
    defer { tjDestroy(handle) }
    var output: UnsafeMutablePointer<UInt8>?
    defer { tjFree(output) }
    var size: UInt = 0
    let status = tjCompress2(
      handle, cmyk, 16, 0, 16, Int32(TJPF_CMYK.rawValue), &output, &size, Int32(TJSAMP_444.rawValue), 100, 0)
    try #require(status == 0)
    let image = try RasterImage(decoding: Data(bytes: try #require(output), count: Int(size)))
    // Inverted: 200 of "255 is no ink" with 180 of light gives 180 * 200 / 255.
    for (value, expected) in zip(image.pixels.prefix(3), [200, 100, 50].map { Double($0) * 180 / 255 }) {
      #expect(abs(Double(value) - expected) <= 2)
    }
  }

  @Test func labelMapsAreNotLookedUp() throws {
    // Four bits a sample, two samples a byte: the fixture's labels are its palette's indices.
    let indices = try RasterImage(labelMap: Fixture["palette4"].file)
    #expect(indices.channels == 1)
    #expect(indices.pixels.allSatisfy { $0 < 16 })
    let grey = try RasterImage(labelMap: Fixture["grey4"].file)
    #expect(grey.pixels.map { $0 * 17 } == Fixture["grey4"].pixels)
    #expect(try RasterImage(labelMap: Fixture["grey8"].file).pixels == Fixture["grey8"].pixels)
    for name in ["rgb8", "grey16", "jpegGrey"] {
      #expect(throws: ImageError.self, "\(name)") { try RasterImage(labelMap: Fixture[name].file) }
    }
  }

  @Test func orientationOnRequest() throws {
    let file = Fixture["jpegOriented"].file
    let stored = try RasterImage(decoding: file)
    let upright = try RasterImage(decoding: file, ImageDecoding(appliesOrientation: true))
    #expect((upright.width, upright.height) == (stored.height, stored.width))
    // Orientation 6: the stored image's left edge is the scene's top, so the first row comes from below.
    let first = Array(upright.pixels.prefix(3))
    let bottomLeft = (stored.height - 1) * stored.width * 3
    #expect(first == Array(stored.pixels[bottomLeft..<bottomLeft + 3]))
  }

  /// Grey files that claim 2 x 2 sampling exist; TurboJPEG's own header reader refuses them.
  @Test func greyWithOddSamplingFactors() throws {
    var file = Fixture["jpegGrey"].file
    let frame = try #require(file.range(of: Data([0xff, 0xc0])))
    let factors = frame.lowerBound + 11
    #expect(file[factors] == 0x11)
    file[factors] = 0x22
    #expect(try RasterImage(decoding: file) == RasterImage(decoding: Fixture["jpegGrey"].file))
  }

  @Test func allOrientations() {
    let image = RasterImage(width: 3, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6])
    let expected: [Int: [UInt8]] = [
      1: [1, 2, 3, 4, 5, 6], 2: [3, 2, 1, 6, 5, 4], 3: [6, 5, 4, 3, 2, 1], 4: [4, 5, 6, 1, 2, 3],
      5: [1, 4, 2, 5, 3, 6], 6: [4, 1, 5, 2, 6, 3], 7: [6, 3, 5, 2, 4, 1], 8: [3, 6, 2, 5, 1, 4],
    ]
    for (code, pixels) in expected { #expect(image.oriented(by: code).pixels == pixels, "orientation \(code)") }
  }
}

@Suite struct BadImageTests {
  @Test func emptyAndForeignFiles() {
    #expect(throws: ImageError.empty) { try RasterImage(decoding: Data()) }
    #expect(throws: ImageError.unknownFormat(found: "GIF")) { try RasterImage(decoding: Data("GIF89a...".utf8)) }
    #expect(throws: ImageError.unknownFormat(found: nil)) { try RasterImage(decoding: Data("hello".utf8)) }
  }

  /// Whatever the place of the cut: an error, or (JPEG without only its end marker) nothing worse.
  @Test(arguments: Fixture.all)
  func cutOffFiles(fixture: Fixture) {
    for length in 1..<fixture.file.count - 1 {
      #expect(throws: ImageError.self, "\(length) bytes") { try RasterImage(decoding: fixture.file.prefix(length)) }
    }
  }

  @Test func cutOffInTheMiddleIsCalledTruncated() throws {
    let jpeg = Fixture["jpegRGB420"].file
    let png = Fixture["rgb8"].file
    #expect(throws: ImageError.truncated(.jpeg)) { try RasterImage(decoding: jpeg.prefix(jpeg.count - 30)) }
    #expect(throws: ImageError.truncated(.png)) { try RasterImage(decoding: png.prefix(png.count - 30)) }
    let partial = try RasterImage(
      decoding: jpeg.prefix(jpeg.count - 30), ImageDecoding(acceptsIncomplete: true))
    #expect((partial.width, partial.height) == (18, 13))
  }

  /// Flipped bytes must never crash, whatever they yield.
  @Test(arguments: Fixture.all)
  func damagedFiles(fixture: Fixture) {
    for position in 0..<fixture.file.count {
      var file = fixture.file
      file[position] ^= 0x5a
      _ = try? RasterImage(decoding: file, ImageDecoding(pixelLimit: 1 << 20))
    }
  }

  @Test func pngChecksumsAreChecked() {
    var file = Fixture["rgb8"].file
    file[file.count - 20] ^= 1
    #expect(throws: ImageError.self) { try RasterImage(decoding: file) }
  }

  @Test func decompressionBombIsRefusedByItsHeader() {
    var file = Fixture["rgb8"].file
    file.replaceSubrange(16..<24, with: [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60])
    #expect(throws: ImageError.tooLarge(width: 60_000, height: 60_000, limit: 89_478_485)) {
      try RasterImage(decoding: file)
    }
    #expect(throws: ImageError.tooLarge(width: 18, height: 13, limit: 233)) {
      try RasterImage(decoding: Fixture["jpegGrey"].file, ImageDecoding(pixelLimit: 233))
    }
    #expect(throws: Never.self) {
      try RasterImage(decoding: Fixture["jpegGrey"].file, ImageDecoding(pixelLimit: 234))
    }
  }

  @Test func strayBytesBeforeAMarkerAreHarmless() throws {
    var file = Fixture["jpegRGB420"].file
    file.insert(contentsOf: [0, 0, 0], at: file.count - 2)
    #expect(try RasterImage(decoding: file).pixels == RasterImage(decoding: Fixture["jpegRGB420"].file).pixels)
  }
}

@Suite struct EncodingTests {
  @Test(arguments: [1, 3, 4])
  func pngRoundTrip(channels: Int) throws {
    let pixels = (0..<7 * 5 * channels).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ $0 * $0) }
    let image = RasterImage(width: 7, height: 5, channels: channels, pixels: pixels)
    let back = try RasterImage(decoding: try image.pngData())
    if channels == 4 {
      #expect(back.channels == 3)
      let opaque = pixels.indices.filter { $0 % 4 != 3 }.map { pixels[$0] }
      #expect(back.pixels == opaque)
    } else {
      #expect(back == image)
    }
  }

  @Test func noisyImageFitsTheBuffer() throws {
    var state: UInt32 = 7
    let pixels = (0..<300 * 200 * 3).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let image = RasterImage(width: 300, height: 200, channels: 3, pixels: pixels)
    #expect(try RasterImage(decoding: try image.pngData()) == image)
  }

  @Test func jpegIsCloseToTheOriginal() throws {
    for channels in [1, 3] {
      var pixels: [UInt8] = []
      for y in 0..<24 {
        for x in 0..<32 { pixels += [UInt8](repeating: UInt8(y * 5 + x * 3), count: channels) }
      }
      let image = RasterImage(width: 32, height: 24, channels: channels, pixels: pixels)
      let back = try RasterImage(decoding: try image.jpegData(quality: 95))
      #expect(back.channels == channels)
      #expect(zip(back.pixels, pixels).allSatisfy { abs(Int($0) - Int($1)) <= 4 })
    }
  }
}
