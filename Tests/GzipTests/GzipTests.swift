import Foundation
import Testing

@testable import Gzip

@Suite struct GzipTests {
  /// 300 kB that compress neither perfectly nor not at all.
  static let sample: Data = {
    var state: UInt64 = 1
    return Data(
      (0..<300_000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 60)
      })
  }()

  @Test(arguments: [Gzip.Format.gzip, .zlib, .deflate], [0, 1, 6, 9])
  func roundTrip(format: Gzip.Format, level: Int) throws {
    for data in [Data(), Data([7]), Self.sample] {
      let packed = try Gzip.compress(data, format: format, level: level)
      #expect(try Gzip.decompress(packed, format: format) == data)
      #expect(try Gzip.decompress(packed, format: format, limit: data.count, expectedSize: data.count) == data)
    }
  }

  @Test func readsWhatGzipWrote() throws {
    // printf 'winnow\n' | gzip -n
    let file = Data([
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x2b, 0xcf, 0xcc, 0xcb, 0xcb, 0x2f, 0xe7, 0x02,
      0x00, 0x67, 0xac, 0x83, 0xa5, 0x07, 0x00, 0x00, 0x00,
    ])
    #expect(String(decoding: try Gzip.decompress(file), as: UTF8.self) == "winnow\n")
    #expect(String(decoding: try Gzip.decompress(file + file), as: UTF8.self) == "winnow\nwinnow\n")
    #expect(Gzip.isGzip(file))
  }

  @Test func acceptsASliceWithOffsetIndices() throws {
    let packed = Data([1, 2, 3]) + (try Gzip.compress(Self.sample))
    #expect(try Gzip.decompress(packed.dropFirst(3)) == Self.sample)
  }

  @Test func limitIsExact() throws {
    let packed = try Gzip.compress(Data(repeating: 0, count: 100_000))
    #expect(try Gzip.decompress(packed, limit: 100_000).count == 100_000)
    #expect(throws: GzipError.tooLarge(limit: 99_999)) { try Gzip.decompress(packed, limit: 99_999) }
    #expect(throws: GzipError.tooLarge(limit: 0)) { try Gzip.decompress(packed, limit: 0) }
  }

  @Test func badInputIsAnError() throws {
    let packed = try Gzip.compress(Self.sample)
    for length in [0, 1, 5, 10, 11, 1_000, packed.count - 1] {
      #expect(throws: GzipError.truncated) { try Gzip.decompress(packed.prefix(length)) }
    }
    #expect(throws: GzipError.self) { try Gzip.decompress(Data("not gzip at all".utf8)) }
    var damaged = packed
    damaged[packed.count / 2] ^= 0xff
    #expect(throws: GzipError.self) { try Gzip.decompress(damaged) }
  }

  @Test func checksum() {
    #expect(Gzip.crc32(Data("123456789".utf8)) == 0xcbf4_3926)
  }
}
