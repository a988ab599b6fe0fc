import Saliency

extension WindowMask {
  /// The kept area as an SVG path in pixels: one rectangle per run of kept windows in a row.
  var svgArea: String {
    let (height, width, window) = (grid.height, grid.width, grid.window)
    let (rows, columns) = (grid.rows, grid.columns)
    var path = ""
    for row in 0..<rows {
      var column = 0
      while column < columns {
        guard keeps(row: row, column: column) else {
          column += 1
          continue
        }
        let start = column
        while keeps(row: row, column: column) { column += 1 }
        let (x, y) = (start * window, row * window)
        path += "M\(x) \(y)H\(min(column * window, width))V\(min((row + 1) * window, height))H\(x)Z"
      }
    }
    return path
  }

  /// The border between kept and hidden windows as an SVG path in pixels, straight pieces joined.
  var svgOutline: String {
    let (height, width, window) = (grid.height, grid.width, grid.window)
    let (rows, columns) = (grid.rows, grid.columns)
    var path = ""
    for row in 0...rows {
      var start: Int?
      for column in 0...columns {
        let isEdge =
          column < columns && keeps(row: row - 1, column: column) != keeps(row: row, column: column)
        if isEdge, start == nil { start = column }
        if !isEdge, let from = start {
          path += "M\(from * window) \(min(row * window, height))H\(min(column * window, width))"
          start = nil
        }
      }
    }
    for column in 0...columns {
      var start: Int?
      for row in 0...rows {
        let isEdge = row < rows && keeps(row: row, column: column - 1) != keeps(row: row, column: column)
        if isEdge, start == nil { start = row }
        if !isEdge, let from = start {
          path += "M\(min(column * window, width)) \(from * window)V\(min(row * window, height))"
          start = nil
        }
      }
    }
    return path
  }
}
