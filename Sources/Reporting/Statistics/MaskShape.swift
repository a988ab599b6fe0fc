import Saliency
import Storing

/// What a mask looks like: pieces, border, centre.
struct MaskShape: Sendable, Equatable {
  /// Groups of kept windows that touch by an edge.
  var components = 0
  /// Kept share of the outer ring, a tenth of the image's height and width on each side.
  var borderShare = 0.0
  /// Kept share of the middle half of the height and width.
  var centreShare = 0.0

  init(_ mask: WindowMask) {
    components = Self.components(mask)
    var (border, borderKept, centre, centreKept) = (0, 0, 0, 0)
    for row in 0..<mask.grid.rows {
      for column in 0..<mask.grid.columns {
        let y = (Double(row) + 0.5) / Double(mask.grid.rows)
        let x = (Double(column) + 0.5) / Double(mask.grid.columns)
        let isKept = mask.bits[row * mask.grid.columns + column]
        if min(y, x) < 0.1 || max(y, x) > 0.9 {
          border += 1
          if isKept { borderKept += 1 }
        }
        if min(y, x) >= 0.25, max(y, x) <= 0.75 {
          centre += 1
          if isKept { centreKept += 1 }
        }
      }
    }
    borderShare = border > 0 ? Double(borderKept) / Double(border) : 0
    centreShare = centre > 0 ? Double(centreKept) / Double(centre) : 0
  }

  private static func components(_ mask: WindowMask) -> Int {
    var seen = mask.bits.map { !$0 }
    var count = 0
    var stack: [Int] = []
    for start in seen.indices where !seen[start] {
      count += 1
      seen[start] = true
      stack.append(start)
      while let window = stack.popLast() {
        let (row, column) = (window / mask.grid.columns, window % mask.grid.columns)
        for (r, c) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        where r >= 0 && r < mask.grid.rows && c >= 0 && c < mask.grid.columns && !seen[r * mask.grid.columns + c] {
          seen[r * mask.grid.columns + c] = true
          stack.append(r * mask.grid.columns + c)
        }
      }
    }
    return count
  }
}
