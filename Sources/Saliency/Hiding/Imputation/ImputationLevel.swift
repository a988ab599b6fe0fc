/// One level of the grids on which an imputation is solved: its unknowns, how strongly neighbours pull on each other, and to
/// which unknown of the next coarser level each belongs. Four channels are treated at once.
///
/// The system is `diagonal[i] x[i] - sum(weights x[columns]) = b[i]`: symmetric and positive definite.
struct ImputationLevel {
  typealias Values = [SIMD4<Float>]

  /// Entries of row i: `rows[i]..<rows[i + 1]` of `columns` and `weights`.
  var rows: [Int32] = [0]
  var columns: [Int32] = []
  var weights: [Float] = []
  var diagonal: [Float] = []
  /// Where each unknown lies.
  var places: [(y: Int32, x: Int32)] = []
  /// The unknown of the next coarser level that each belongs to.
  var parents: [Int32] = []

  var count: Int { diagonal.count }

  /// Unknowns in blocks of 2 x 2, each block one value (aggregation with piecewise constant values: Braess, "Towards
  /// algebraic multigrid for elliptic problems of second order", Computing 55, 1995).
  mutating func coarsened(width: Int) -> ImputationLevel {
    var coarse = ImputationLevel()
    let columnsOfBlocks = (width + 1) / 2
    let height = Int(places.last?.y ?? 0) + 1
    var numbers = [Int32](repeating: -1, count: (height + 1) / 2 * columnsOfBlocks)
    parents = [Int32](repeating: 0, count: count)
    for (index, place) in places.enumerated() {
      let block = Int(place.y / 2) * columnsOfBlocks + Int(place.x / 2)
      if numbers[block] < 0 {
        numbers[block] = Int32(coarse.places.count)
        coarse.places.append((place.y / 2, place.x / 2))
      }
      parents[index] = numbers[block]
    }
    coarse.sumUp(self)
    return coarse
  }

  /// Takes the sums of a finer level's entries, block by block.
  private mutating func sumUp(_ fine: ImputationLevel) {
    let blocks = places.count
    var members = [[Int32]](repeating: [], count: blocks)
    for (index, parent) in fine.parents.enumerated() { members[Int(parent)].append(Int32(index)) }
    diagonal.reserveCapacity(blocks)
    for (block, own) in members.enumerated() {
      var total: Float = 0
      let start = columns.count
      for index in own.map(Int.init) {
        total += fine.diagonal[index]
        for entry in Int(fine.rows[index])..<Int(fine.rows[index + 1]) {
          let other = fine.parents[Int(fine.columns[entry])]
          let weight = fine.weights[entry]
          if other == block {
            total -= weight
          } else if let known = columns[start...].firstIndex(of: other) {
            weights[known] += weight
          } else {
            columns.append(other)
            weights.append(weight)
          }
        }
      }
      diagonal.append(total)
      rows.append(Int32(columns.count))
    }
  }

  /// What is missing: `b - A x`.
  func residual(_ x: Values, _ b: Values, into r: inout Values) {
    x.withUnsafeBufferPointer { x in
      forEach { index, row in r[index] = b[index] - diagonal[index] * x[index] + row.pull(x) }
    }
  }

  /// `A x`.
  func product(_ x: Values, into y: inout Values) {
    x.withUnsafeBufferPointer { x in
      forEach { index, row in y[index] = diagonal[index] * x[index] - row.pull(x) }
    }
  }

  /// One sweep of Gauss and Seidel's relaxation, in the order of the unknowns or against it.
  func relax(_ x: inout Values, _ b: Values, backwards: Bool) {
    x.withUnsafeMutableBufferPointer { x in
      forEach(backwards: backwards) { index, row in
        x[index] = (b[index] + row.pull(UnsafeBufferPointer(x))) * (1 / diagonal[index])
      }
    }
  }

  /// A row of the system without its diagonal.
  private struct Row {
    var columns: UnsafeBufferPointer<Int32>
    var weights: UnsafeBufferPointer<Float>

    @inline(__always) func pull(_ x: UnsafeBufferPointer<SIMD4<Float>>) -> SIMD4<Float> {
      var sum = SIMD4<Float>.zero
      for entry in 0..<columns.count { sum += weights[entry] * x[Int(columns[entry])] }
      return sum
    }
  }

  @inline(__always) private func forEach(backwards: Bool = false, _ body: (Int, Row) -> Void) {
    columns.withUnsafeBufferPointer { columns in
      weights.withUnsafeBufferPointer { weights in
        for step in 0..<count {
          let index = backwards ? count - 1 - step : step
          let entries = Int(rows[index])..<Int(rows[index + 1])
          body(
            index,
            Row(
              columns: UnsafeBufferPointer(rebasing: columns[entries]),
              weights: UnsafeBufferPointer(rebasing: weights[entries])))
        }
      }
    }
  }
}
