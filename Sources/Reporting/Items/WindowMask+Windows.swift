import Saliency

extension WindowMask {
  /// Is the window at that place kept? Outside the image nothing is.
  func keeps(row: Int, column: Int) -> Bool {
    row >= 0 && row < grid.rows && column >= 0 && column < grid.columns && bits[row * grid.columns + column]
  }
}
