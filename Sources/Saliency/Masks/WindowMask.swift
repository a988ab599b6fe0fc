/// A yes or no per window of a grid: which windows of an image a mask keeps.
public struct WindowMask: Sendable, Equatable {
  public var grid: WindowGrid
  /// One per window, in the grid's order.
  public var bits: [Bool]

  /// - Precondition: one bit per window.
  public init(grid: WindowGrid, bits: [Bool]) {
    precondition(bits.count == grid.count)
    self.grid = grid
    self.bits = bits
  }

  /// Every pixel as a window of its own.
  public init(_ mask: PixelMask) {
    self.init(grid: WindowGrid(height: mask.height, width: mask.width, window: 1), bits: mask.bits)
  }

  /// The pixels of the windows that are kept.
  public var pixels: PixelMask {
    PixelMask(height: grid.height, width: grid.width, bits: grid.window == 1 ? bits : grid.spread(bits))
  }
}
