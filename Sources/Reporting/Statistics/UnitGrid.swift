/// The mean of images of any size on a grid of `side` x `side` cells laid over the whole image.
///
/// Every image is averaged by area into the cells and rounded to 1/65536 before it is added, so sums are integers and
/// merge exactly in any order.
struct UnitGrid: Sendable, Equatable {
  let side: Int
  private(set) var count = 0
  private(set) var sums: [Int64]

  private static let scale = 65536.0

  init(side: Int) {
    self.side = side
    sums = Array(repeating: 0, count: side * side)
  }

  mutating func add(_ cells: [UInt32]) {
    precondition(cells.count == sums.count)
    count += 1
    for i in sums.indices { sums[i] += Int64(cells[i]) }
  }

  mutating func merge(_ other: UnitGrid) {
    precondition(side == other.side)
    count += other.count
    for i in sums.indices { sums[i] += other.sums[i] }
  }

  /// Mean of the cells, row-major, in 0...1; zeros when nothing was added.
  var means: [Double] { sums.map { count > 0 ? Double($0) / Self.scale / Double(count) : 0 } }

  /// Means an image of `rows` x `columns` numbers in 0...1 over the cells, in 1/65536.
  static func cells(rows: Int, columns: Int, side: Int, value: (Int, Int) -> Double) -> [UInt32] {
    let vertical = overlaps(count: rows, side: side)
    let horizontal = overlaps(count: columns, side: side)
    // Rows first: one row of the image is read once for each row of cells it touches.
    var result: [UInt32] = []
    result.reserveCapacity(side * side)
    for cellRow in vertical {
      var line = [Double](repeating: 0, count: columns)
      for (row, weight) in cellRow { for column in 0..<columns { line[column] += weight * value(row, column) } }
      for cellColumn in horizontal {
        var sum = 0.0
        for (column, weight) in cellColumn { sum += weight * line[column] }
        result.append(UInt32((min(max(sum, 0), 1) * scale).rounded()))
      }
    }
    return result
  }

  /// For each of `side` cells the indices out of `count` it overlaps, with the shares of the cell they cover.
  private static func overlaps(count: Int, side: Int) -> [[(Int, Double)]] {
    let step = Double(count) / Double(side)
    return (0..<side).map { cell in
      let (from, to) = (Double(cell) * step, Double(cell + 1) * step)
      return (Int(from)..<min(count, max(Int(from) + 1, Int(to.rounded(.up))))).compactMap { index in
        let covered = min(to, Double(index + 1)) - max(from, Double(index))
        return covered > 0 ? (index, covered / step) : nil
      }
    }
  }
}
