import Testing

@testable import Saliency

@Suite struct MaskTests {
  @Test func windowsCoverTheImageOnce() {
    let grid = WindowGrid(height: 7, width: 10, window: 4)
    #expect(grid.rows == 2 && grid.columns == 3 && grid.count == 6)
    #expect(grid.pixelsPerWindow == [16, 16, 8, 12, 12, 6])
    #expect(grid.pixelsPerWindow.reduce(0, +) == 70)
    let indices = grid.spread(Array(0..<6))
    #expect(indices[0] == 0 && indices[4] == 1 && indices[9] == 2 && indices[69] == 5 && indices[40] == 3)
  }

  @Test func windowsBecomePixels() {
    let grid = WindowGrid(height: 3, width: 5, window: 2)
    let mask = WindowMask(grid: grid, bits: [true, false, false, false, false, true]).pixels
    #expect(
      mask.bits == [
        true, true, false, false, false,
        true, true, false, false, false,
        false, false, false, false, true,
      ])
    #expect(mask.boundingBox == PixelBox(top: 0, left: 0, bottom: 3, right: 5))
    #expect(mask.share == 5.0 / 15)
    let small = WindowMask(grid: WindowGrid(height: 3, width: 3, window: 2), bits: [true, false, false, true])
    #expect(small.pixels.bits == [true, true, false, true, true, false, false, false, true])
  }

  @Test func pixelsAreWindowsOfOnePixel() {
    let pixels = PixelMask(height: 2, width: 3, bits: [true, false, false, true, true, false])
    #expect(WindowMask(pixels).pixels == pixels)
    #expect(WindowMask(pixels).grid.count == 6)
  }

  @Test func centredBoxCoversItsShare() {
    #expect(
      PixelBox.centred(height: 100, width: 200, share: 0.25) == PixelBox(top: 25, left: 50, bottom: 75, right: 150))
  }

  @Test func boxesAreCutOffAtTheBorder() {
    let beyond = PixelMask(height: 2, width: 2, boxes: [PixelBox(top: -3, left: 1, bottom: 9, right: 7)])
    #expect(beyond.bits == [false, true, false, true])
    #expect(PixelMask(height: 2, width: 2, boxes: [PixelBox(top: 5, left: 5, bottom: 9, right: 9)]).count == 0)
  }

  @Test func mapsRankTheirPixelsAndKeepTies() {
    let map = SaliencyMap(height: 2, width: 2, values: [1, 3, 3, 0])
    #expect(map.ranking() == [1, 2, 0, 3])
    #expect(map.strongest(1).bits == [false, true, true, false])
    #expect(map.strongest(0).count == 0)
    #expect(map.above(0.5).bits == [true, true, true, false])
  }
}
