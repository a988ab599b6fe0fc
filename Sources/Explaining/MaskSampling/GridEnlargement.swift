import Saliency

/// Enlarges a coarse grid of cells to a mask over the input, shifted at random: the masks of RISE (Petsiuk, Das and
/// Saenko, "RISE: randomized input sampling for explanation of black-box models", BMVC 2018, section 3.3).
///
/// The grid is enlarged bilinearly to one cell more than the input in each direction; the input's size is cropped at a
/// shift of less than a cell, so that no pixel lies on a cell border in every mask. Units without neighbours are their
/// own cells and are never shifted.
struct GridEnlargement: Sendable {
  let inputShape: InputShape
  let rows: Int
  let columns: Int
  /// Number of different shifts downwards and to the right.
  let shifts: (down: Int, right: Int)
  private let vertical: [Tap]
  private let horizontal: [Tap]

  /// Two neighbouring cells and the weight of the second.
  private struct Tap {
    var low: Int
    var high: Int
    var weight: Float
  }

  /// - Parameters:
  ///   - grid: cells along each side of an image; for units and words there are as many cells as these.
  ///   - shifted: whether masks may be shifted at all.
  init(inputShape: InputShape, grid: Int, shifted: Bool) {
    self.inputShape = inputShape
    switch inputShape {
    case .image(_, let height, let width):
      rows = min(grid, height)
      columns = min(grid, width)
      let cell = ((height + rows - 1) / rows, (width + columns - 1) / columns)
      shifts = shifted ? (cell.0, cell.1) : (1, 1)
      vertical = Self.taps(cells: rows, size: (rows + 1) * cell.0)
      horizontal = Self.taps(cells: columns, size: (columns + 1) * cell.1)
    case .units(let count), .words(_, let count):
      (rows, columns, shifts, vertical, horizontal) = (1, count, (1, 1), [], [])
    }
  }

  var cellCount: Int { rows * columns }

  /// Bilinear interpolation between cell centres, cells repeated beyond the border.
  private static func taps(cells: Int, size: Int) -> [Tap] {
    (0..<size).map { index in
      let position = (Double(index) + 0.5) * Double(cells) / Double(size) - 0.5
      let clamped = min(max(position, 0), Double(cells - 1))
      let low = min(Int(clamped), cells - 1)
      return Tap(low: low, high: min(low + 1, cells - 1), weight: Float(clamped - Double(low)))
    }
  }

  /// Number of values of scratch memory that ``enlarge(_:shift:scratch:into:)`` needs.
  var scratchCount: Int { rows * inputShape.width }

  /// Writes the mask of a grid.
  ///
  /// - Parameters:
  ///   - cells: `rows * columns` values, row-major.
  ///   - shift: within ``shifts``.
  ///   - mask: gets `inputShape.maskCount` values.
  func enlarge(
    _ cells: UnsafeBufferPointer<Float>, shift: (down: Int, right: Int), scratch: UnsafeMutableBufferPointer<Float>,
    into mask: UnsafeMutableBufferPointer<Float>
  ) {
    guard case .image(_, let height, let width) = inputShape else {
      _ = mask.update(fromContentsOf: cells)
      return
    }
    horizontal.withUnsafeBufferPointer { taps in
      for row in 0..<rows {
        let (source, target) = (row * columns, row * width)
        for x in 0..<width {
          let tap = taps[x + shift.right]
          let low = cells[source + tap.low]
          scratch[target + x] = low + tap.weight * (cells[source + tap.high] - low)
        }
      }
    }
    guard let rows = scratch.baseAddress, let first = mask.baseAddress else { return }
    for y in 0..<height {
      let tap = vertical[y + shift.down]
      MaskKernels.interpolate(
        rows + tap.low * width, rows + tap.high * width, weight: tap.weight, into: first + y * width, count: width)
    }
  }
}
