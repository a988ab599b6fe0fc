/// Min-marginals of a table: the least linear cost over its feasible assignments, and by how much a variable's value
/// changes it.
///
/// Costs are whole numbers below 2^20 held in floats, so that every sum is exact and four of them fit a vector
/// register; an infeasible assignment costs infinity. A table of more than 2^9 assignments is walked in rows: one pass
/// gives the least cost of each row and of each column, and these give every variable's.
final class MinMarginals {
  private typealias Lane = SIMD4<Float>

  /// Lowest variables of a table make its columns.
  private static func columnBits(_ count: Int) -> Int { count <= 9 ? count : (count + 1) / 2 }

  private let columns: UnsafeMutablePointer<Lane>
  private let columnCosts: UnsafeMutablePointer<Lane>
  private let rows: UnsafeMutablePointer<Lane>
  private let rowCosts: UnsafeMutablePointer<Lane>
  private let penalties: UnsafeMutablePointer<Lane>

  init() {
    columns = .allocate(capacity: 128)
    columnCosts = .allocate(capacity: 128)
    rows = .allocate(capacity: 128)
    rowCosts = .allocate(capacity: 128)
    penalties = .allocate(capacity: 16)
    for nibble in 0..<16 {
      var lane = Lane(repeating: 0)
      for bit in 0..<4 where nibble >> bit & 1 == 0 { lane[bit] = .infinity }
      penalties[nibble] = lane
    }
  }

  deinit {
    columns.deallocate()
    columnCosts.deallocate()
    rows.deallocate()
    rowCosts.deallocate()
    penalties.deallocate()
  }

  /// The sums of all subsets of `costs[0..<count]`, at least four of them.
  private func subsetSums(_ costs: UnsafePointer<Float>, _ count: Int, into sums: UnsafeMutablePointer<Lane>) {
    let first = count > 0 ? costs[0] : 0
    let second = count > 1 ? costs[1] : 0
    sums[0] = Lane(0, first, second, first + second)
    var size = 1
    var bit = 2
    while bit < count {
      let cost = Lane(repeating: costs[bit])
      for index in 0..<size { sums[size + index] = sums[index] + cost }
      size <<= 1
      bit += 1
    }
  }

  /// Fills the least cost of every column (and row); says how many bits are columns'.
  private func project(_ words: UnsafePointer<UInt64>, _ count: Int, _ costs: UnsafePointer<Float>) -> Int {
    let low = Self.columnBits(count)
    let high = count - low
    subsetSums(costs, low, into: columnCosts)
    let width = max(1, (1 << low) >> 2)
    if high == 0 {
      for lane in 0..<width {
        let nibble = Int(words[lane >> 4] >> UInt64((lane & 15) << 2) & 15)
        columns[lane] = columnCosts[lane] + penalties[nibble]
      }
      return low
    }
    subsetSums(costs + low, high, into: rowCosts)
    let infinite = Lane(repeating: .infinity)
    for lane in 0..<width { columns[lane] = infinite }
    let rowCost = UnsafeMutableRawPointer(rowCosts).assumingMemoryBound(to: Float.self)
    let row = UnsafeMutableRawPointer(rows).assumingMemoryBound(to: Float.self)
    if high < 2 { for index in (1 << high)..<4 { row[index] = .infinity } }
    var word = words
    for index in 0..<(1 << high) {
      let cost = Lane(repeating: rowCost[index])
      var least = infinite
      // At least 2^5 columns, so rows hold half words at worst; those have low == 5 and high <= 5.
      if low >= 6 {
        for part in 0..<(width >> 4) {
          var bits = word.pointee
          word += 1
          if bits == 0 { continue }
          let base = part << 4
          for lane in base..<(base + 16) {
            let value = columnCosts[lane] + penalties[Int(bits & 15)] + cost
            bits >>= 4
            columns[lane] = pointwiseMin(columns[lane], value)
            least = pointwiseMin(least, value)
          }
        }
      } else {
        var bits = words[index >> 1] >> UInt64((index & 1) << 5)
        for lane in 0..<width {
          let value = columnCosts[lane] + penalties[Int(bits & 15)] + cost
          bits >>= 4
          columns[lane] = pointwiseMin(columns[lane], value)
          least = pointwiseMin(least, value)
        }
      }
      row[index] = least.min()
    }
    return low
  }

  /// The least cost and an assignment that reaches it.
  ///
  /// - Parameter start: a feasible assignment, or -1. Rows that cannot be cheaper are skipped: where the costs changed
  ///   little since it was the cheapest, few rows are looked at.
  func argmin(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ costs: UnsafePointer<Float>, start: Int
  ) -> (cost: Float, assignment: Int) {
    let low = Self.columnBits(count)
    if low == count || low < 6 {
      _ = project(words, count, costs)
      return scan(words, count, low)
    }
    let high = count - low
    subsetSums(costs, low, into: columnCosts)
    subsetSums(costs + low, high, into: rowCosts)
    let rowCost = UnsafeMutableRawPointer(rowCosts).assumingMemoryBound(to: Float.self)
    let columnCost = UnsafeMutableRawPointer(columnCosts).assumingMemoryBound(to: Float.self)
    var cheapestColumn: Float = 0
    for bit in 0..<low { cheapestColumn += min(costs[bit], 0) }
    let wordsInRow = 1 << (low - 6)
    var best = Float.infinity
    if start >= 0 { best = columnCost[start & ((1 << low) - 1)] + rowCost[start >> low] }
    var bestRow = -1
    for row in 0..<(1 << high) where rowCost[row] + cheapestColumn < best {
      var least = Lane(repeating: .infinity)
      for part in 0..<wordsInRow {
        var bits = words[row * wordsInRow + part]
        if bits == 0 { continue }
        for lane in (part << 4)..<((part + 1) << 4) {
          least = pointwiseMin(least, columnCosts[lane] + penalties[Int(bits & 15)])
          bits >>= 4
        }
      }
      let cost = least.min() + rowCost[row]
      if cost < best {
        best = cost
        bestRow = row
      }
    }
    if bestRow < 0 { return (best, start) }
    var (place, least) = (0, Float.infinity)
    for index in 0..<(1 << low) where columnCost[index] < least {
      let assignment = bestRow << low | index
      if words[assignment >> 6] >> UInt64(assignment & 63) & 1 == 1 { (place, least) = (assignment, columnCost[index]) }
    }
    return (best, place)
  }

  /// Finds the cheapest assignment after ``project``.
  private func scan(_ words: UnsafePointer<UInt64>, _ count: Int, _ low: Int) -> (cost: Float, assignment: Int) {
    let flat = UnsafeMutableRawPointer(columns).assumingMemoryBound(to: Float.self)
    var (least, column) = (Float.infinity, 0)
    for index in 0..<(1 << low) where flat[index] < least { (least, column) = (flat[index], index) }
    if low == count { return (least, column) }
    let rowCost = UnsafeMutableRawPointer(rowCosts).assumingMemoryBound(to: Float.self)
    var (cheapest, assignment) = (Float.infinity, column)
    for row in 0..<(1 << (count - low)) where rowCost[row] < cheapest {
      let candidate = row << low | column
      if words[candidate >> 6] >> UInt64(candidate & 63) & 1 == 1 { (cheapest, assignment) = (rowCost[row], candidate) }
    }
    return (least, assignment)
  }

  /// For each variable, the least cost with it 1 minus the least cost with it 0, in `differences`; gives the minimum.
  func marginals(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ costs: UnsafePointer<Float>,
    differences: UnsafeMutablePointer<Float>
  ) -> Float {
    let low = project(words, count, costs)
    let least = fold(columns, low, differences, share: 0)
    if low < count { _ = fold(rows, count - low, differences + low, share: 0) }
    return least
  }

  /// Takes from `costs` what can be taken without lowering the minimum: variable by variable, the difference between
  /// its two values. What was taken is in `taken`; it is whole and may be negative.
  ///
  /// Rows and columns are settled side by side, each giving its part: the minimum is concave in the costs, so their
  /// mean keeps it.
  func take(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ costs: UnsafePointer<Float>, taken: UnsafeMutablePointer<Float>,
    share: Float
  ) {
    let low = project(words, count, costs)
    if low == count {
      _ = fold(columns, low, taken, share: share)
      return
    }
    _ = fold(columns, low, taken, share: share)
    _ = fold(rows, count - low, taken + low, share: share)
    for index in 0..<count { taken[index] = (taken[index] * 0.5).rounded(.towardZero) }
  }

  /// Eliminates the variables of `table` from the highest down. With a share, that part of each difference is taken
  /// off before going on; the differences (or what was taken) are in `out`.
  private func fold(
    _ table: UnsafeMutablePointer<Lane>, _ count: Int, _ out: UnsafeMutablePointer<Float>, share: Float
  ) -> Float {
    var bit = count - 1
    while bit >= 2 {
      let half = 1 << (bit - 2)
      var zeroLane = table[0]
      var oneLane = table[half]
      for lane in 1..<max(half, 1) {
        zeroLane = pointwiseMin(zeroLane, table[lane])
        oneLane = pointwiseMin(oneLane, table[half + lane])
      }
      let difference = oneLane.min() - zeroLane.min()
      if share > 0 && difference.isFinite {
        let taken = (difference * share).rounded(.towardZero)
        out[bit] = taken
        let shift = Lane(repeating: taken)
        for lane in 0..<half { table[lane] = pointwiseMin(table[lane], table[half + lane] - shift) }
      } else {
        out[bit] = share > 0 ? 0 : difference
        for lane in 0..<half { table[lane] = pointwiseMin(table[lane], table[half + lane]) }
      }
      bit -= 1
    }
    var rest = table[0]
    if bit == 1 {
      let difference = min(rest[2], rest[3]) - min(rest[0], rest[1])
      var taken: Float = 0
      if share > 0 {
        if difference.isFinite { taken = (difference * share).rounded(.towardZero) }
        out[1] = taken
      } else {
        out[1] = difference
      }
      rest[0] = min(rest[0], rest[2] - taken)
      rest[1] = min(rest[1], rest[3] - taken)
      bit = 0
    }
    if bit == 0 {
      let difference = rest[1] - rest[0]
      var taken: Float = 0
      if share > 0 {
        if difference.isFinite { taken = (difference * share).rounded(.towardZero) }
        out[0] = taken
      } else {
        out[0] = difference
      }
      return min(rest[0], rest[1] - taken)
    }
    return rest[0]
  }
}
