/// A matrix stored by rows and by columns for fast sums of either; dense where most entries are there. Immutable.
final class LinearMap: @unchecked Sendable {
  let rowCount: Int
  let columnCount: Int
  let isDense: Bool
  /// Most entries of a row, and of a column.
  let longestRow: Int
  let longestColumn: Int
  let entryCount: Int

  private let rowStarts: UnsafeMutableBufferPointer<Int32>
  private let rowIndices: UnsafeMutableBufferPointer<Int32>
  private let rowWeights: UnsafeMutableBufferPointer<Double>
  private let columnStarts: UnsafeMutableBufferPointer<Int32>
  private let columnIndices: UnsafeMutableBufferPointer<Int32>
  private let columnWeights: UnsafeMutableBufferPointer<Double>

  init(_ layer: AffineLayer) {
    let (rowCount, columnCount) = (layer.outputCount, layer.inputCount)
    (self.rowCount, self.columnCount) = (rowCount, columnCount)
    isDense = 2 * layer.weights.count > rowCount * columnCount
    var starts = layer.rowStarts
    var indices = layer.columns
    var weights = layer.weights
    if isDense {
      weights = [Double](repeating: 0, count: rowCount * columnCount)
      for row in 0..<rowCount {
        for entry in layer.rowStarts[row]..<layer.rowStarts[row + 1] {
          weights[row * columnCount + Int(layer.columns[entry])] = layer.weights[entry]
        }
      }
      starts = (0...rowCount).map { $0 * columnCount }
      indices = (0..<rowCount).flatMap { _ in 0..<Int32(columnCount) }
    }
    entryCount = weights.count
    longestRow = (0..<rowCount).map { starts[$0 + 1] - starts[$0] }.max() ?? 0
    rowStarts = Self.copy(starts.map { Int32($0) })
    rowIndices = Self.copy(indices)
    rowWeights = Self.copy(weights)

    var counts = [Int32](repeating: 0, count: columnCount + 1)
    for index in indices { counts[Int(index) + 1] += 1 }
    longestColumn = Int(counts.max() ?? 0)
    for column in 0..<columnCount { counts[column + 1] += counts[column] }
    columnStarts = Self.copy(counts)
    var next = counts
    var transposedIndices = [Int32](repeating: 0, count: indices.count)
    var transposedWeights = [Double](repeating: 0, count: indices.count)
    for row in 0..<rowCount {
      for entry in starts[row]..<starts[row + 1] {
        let place = Int(next[Int(indices[entry])])
        next[Int(indices[entry])] += 1
        transposedIndices[place] = Int32(row)
        transposedWeights[place] = weights[entry]
      }
    }
    columnIndices = Self.copy(transposedIndices)
    columnWeights = Self.copy(transposedWeights)
  }

  deinit {
    rowStarts.deallocate()
    rowIndices.deallocate()
    rowWeights.deallocate()
    columnStarts.deallocate()
    columnIndices.deallocate()
    columnWeights.deallocate()
  }

  private static func copy<Element>(_ values: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: values.count)
    _ = buffer.initialize(from: values)
    return buffer
  }

  /// y += factor * column
  @inline(__always)
  func addColumn(_ column: Int, times factor: Double, to y: UnsafeMutablePointer<Double>) {
    let start = Int(columnStarts[column])
    let count = Int(columnStarts[column + 1]) - start
    Self.add(columnWeights.baseAddress! + start, columnIndices.baseAddress! + start, count, isDense, factor, y)
  }

  /// y += factor * row
  @inline(__always)
  func addRow(_ row: Int, times factor: Double, to y: UnsafeMutablePointer<Double>) {
    let start = Int(rowStarts[row])
    let count = Int(rowStarts[row + 1]) - start
    Self.add(rowWeights.baseAddress! + start, rowIndices.baseAddress! + start, count, isDense, factor, y)
  }

  @inline(__always)
  private static func add(
    _ weights: UnsafePointer<Double>, _ indices: UnsafePointer<Int32>, _ count: Int, _ isDense: Bool,
    _ factor: Double, _ y: UnsafeMutablePointer<Double>
  ) {
    if isDense {
      for i in 0..<count { y[i] += factor * weights[i] }
    } else {
      for i in 0..<count { y[Int(indices[i])] += factor * weights[i] }
    }
  }

  /// Visits the entries of a row.
  @inline(__always)
  func forEachEntry(inRow row: Int, _ body: (_ column: Int, _ weight: Double) -> Void) {
    for entry in Int(rowStarts[row])..<Int(rowStarts[row + 1]) { body(Int(rowIndices[entry]), rowWeights[entry]) }
  }

  /// The map whose entries are this one's magnitudes, applied to a vector: |W| x.
  func magnitudes(times x: [Double]) -> [Double] {
    (0..<rowCount).map { row in
      var sum = 0.0
      forEachEntry(inRow: row) { sum += abs($1) * x[$0] }
      return sum
    }
  }
}
