import Reproducibility
import Testing

@testable import Explaining

@Suite struct SLICTests {
  /// Four flat colours meeting off the grid of centres.
  private func fourColours(height: Int, width: Int) -> [UInt8] {
    (0..<height).flatMap { y in
      (0..<width).flatMap { x -> [UInt8] in
        switch (y < height * 2 / 5, x < width * 3 / 5) {
        case (true, true): [200, 30, 30]
        case (true, false): [30, 200, 30]
        case (false, true): [30, 30, 200]
        case (false, false): [220, 220, 40]
        }
      }
    }
  }

  @Test func superpixelsFollowColourEdges() throws {
    let (height, width) = (40, 50)
    let pixels = fourColours(height: height, width: width)
    let labels = try SLIC(count: 20, compactness: 5).labels(pixels: pixels, height: height, width: width)
    var colours: [Int: Set<[UInt8]>] = [:]
    for (pixel, label) in labels.enumerated() {
      colours[label, default: []].insert(Array(pixels[3 * pixel..<3 * pixel + 3]))
    }
    #expect(colours.values.allSatisfy { $0.count == 1 })
    #expect((12...30).contains(colours.count))
  }

  @Test func everyLabelIsOnePatch() throws {
    let (height, width) = (37, 53)
    var generator = SeededGenerator(seed: 8)
    let pixels = (0..<height * width * 3).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    let labels = try SLIC(count: 30, compactness: 20).labels(pixels: pixels, height: height, width: width)
    let count = (labels.max() ?? 0) + 1
    #expect(Set(labels) == Set(0..<count))
    // Filling from one pixel of a label reaches all of it.
    var reached = [Bool](repeating: false, count: labels.count)
    for label in 0..<count {
      let members = labels.indices.filter { labels[$0] == label }
      var stack = [members[0]]
      reached[members[0]] = true
      var size = 0
      while let pixel = stack.popLast() {
        size += 1
        var neighbours: [Int] = []
        if pixel % width > 0 { neighbours.append(pixel - 1) }
        if pixel % width < width - 1 { neighbours.append(pixel + 1) }
        if pixel >= width { neighbours.append(pixel - width) }
        if pixel + width < labels.count { neighbours.append(pixel + width) }
        for other in neighbours where labels[other] == label && !reached[other] {
          reached[other] = true
          stack.append(other)
        }
      }
      #expect(size == members.count)
    }
  }

  @Test func flatImagesGiveAGrid() throws {
    let labels = try SLIC(count: 16).labels(
      pixels: [UInt8](repeating: 128, count: 32 * 32 * 3), height: 32, width: 32)
    var sizes = [Int](repeating: 0, count: (labels.max() ?? 0) + 1)
    for label in labels { sizes[label] += 1 }
    #expect(sizes.count == 16)
    #expect(sizes.allSatisfy { (40...90).contains($0) })
  }

  @Test func labValuesOfKnownColours() {
    // White, and the sRGB primaries in D65 L*a*b*.
    let lab = LabColour.fromSRGB([255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0])
    let expected: [Float] = [100, 0, 0, 53.24, 80.09, 67.2, 87.73, -86.18, 83.18, 32.3, 79.19, -107.86, 0, 0, 0]
    for (value, known) in zip(lab, expected) { #expect(abs(value - known) < 0.02) }
  }

  @Test func badSettingsAreRefused() {
    #expect(throws: RegionError.self) { try SLIC(count: 0).labels(pixels: [1, 2, 3], height: 1, width: 1) }
    #expect(throws: RegionError.self) {
      try SLIC(count: 1, compactness: 0).labels(pixels: [1, 2, 3], height: 1, width: 1)
    }
    #expect(throws: RegionError.self) { try SLIC(count: 1).labels(pixels: [1, 2], height: 1, width: 1) }
  }
}
