import Foundation
import ImageCodecs
import Testing

@testable import Explaining

@Suite struct XRAITests {
  private static let demo = URL(filePath: #filePath).appending(path: "../../../../Demo/pictures").standardizedFileURL

  /// The authors' package on the same attributions and regions, values kept in XRAIValues.swift.
  @Test(arguments: XRAIValues.all.keys.sorted())
  func agreesWithTheAuthorsPackage(picture: String) throws {
    let image = try RasterImage(decoding: Data(contentsOf: Self.demo.appending(path: picture)))
    let levels = (0..<64 * 64).map { pixel in (0..<3).map { Double(image.pixels[3 * pixel + $0]) } }
    let labellings = [
      levels.indices.map { $0 / 64 / 16 * 4 + $0 % 64 / 16 }, levels.indices.map { $0 / 64 / 8 * 8 + $0 % 64 / 8 },
      levels.map { Int($0[0]) / 64 },
    ]
    let regions = labellings.flatMap { XRAI.regions(labels: $0, height: 64, width: 64, dilation: 5) }
    let map = XRAI().map(of: levels.map { (2 * $0[0] - $0[1] - $0[2]) / 255 }, regions: regions)
    let expected = try #require(XRAIValues.all[picture])
    #expect(expected.count == (map.count + XRAIValues.stride - 1) / XRAIValues.stride)
    for (place, value) in expected.enumerated() {
      #expect(abs(map[place * XRAIValues.stride] - value) < 1e-9, "pixel \(place * XRAIValues.stride)")
    }
  }

  @Test func pixelsOfNoRegionGetTheirMean() {
    let map = XRAI(minimumPixels: 1).map(of: [1, 5, 2, 4, 3], regions: [[0, 1], [1, 2], [1]])
    // First pixel 1 alone (5), then what region 1 adds (2), then what region 0 adds (1); the rest is 3.5.
    #expect(map == [1, 5, 2, 3.5, 3.5])
    #expect(XRAI().map(of: [1, 2], regions: [[0]]) == [1.5, 1.5])
  }
}
