import Saliency

/// An input in equal cells, which are removed as wholes: a raster over an image; of a sentence each word is a cell.
struct CellRaster {
  let height: Int
  let width: Int
  let rows: Int
  let columns: Int

  var count: Int { rows * columns }

  /// - Parameter side: cells down and across an image, or as many as it has pixels.
  init(_ input: ModelInput, side: Int) {
    height = input.height
    width = input.width
    rows = input.isSentence ? 1 : min(side, input.height)
    columns = input.isSentence ? input.width : min(side, input.width)
  }

  /// The cell of a pixel.
  func cell(y: Int, x: Int) -> Int { y * rows / height * columns + x * columns / width }

  /// The sum of a map over each cell.
  func sums(of map: SaliencyMap) -> [Double] {
    precondition(map.height == height && map.width == width)
    var sums = [Double](repeating: 0, count: count)
    for y in 0..<height {
      for x in 0..<width { sums[cell(y: y, x: x)] += Double(map.values[y * width + x]) }
    }
    return sums
  }

  /// The pixels of all cells but the hidden ones.
  func mask(hiding isHidden: [Bool]) -> PixelMask {
    var mask = PixelMask(height: height, width: width)
    for y in 0..<height {
      for x in 0..<width { mask.bits[y * width + x] = !isHidden[cell(y: y, x: x)] }
    }
    return mask
  }
}
