import Saliency
import Storing

extension MaskRecord {
  var rows: Int { windowMask.grid.rows }
  var columns: Int { windowMask.grid.columns }

  /// Is the window at that place kept? Outside the image nothing is.
  func keeps(row: Int, column: Int) -> Bool {
    row >= 0 && row < rows && column >= 0 && column < columns && bits[row * columns + column]
  }
}
