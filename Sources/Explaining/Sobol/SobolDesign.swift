/// The sample matrices A and B, and the rows that are mixed from them.
///
/// Both come from one point set of twice the regions' number of dimensions: A from its first half, B from its second.
struct SobolDesign {
  /// A matrix whose rows are evaluated.
  enum Block: Equatable {
    case a
    case b
    /// A with these columns from B.
    case ab([Int])
    /// B with these columns from A.
    case ba([Int])
  }

  let dimensions: Int
  /// The rows drawn so far: A and B side by side, after the map to the variables' values.
  private var points: [Double] = []
  private var sequence: any PointSequence

  init(dimensions: Int, sequence: any PointSequence) {
    precondition(sequence.dimensions == 2 * dimensions)
    self.dimensions = dimensions
    self.sequence = sequence
  }

  var rows: Int { points.count / (2 * dimensions) }

  /// Draws further rows.
  mutating func draw(_ count: Int, variable: (Double) -> Double = { $0 }) {
    points += sequence.next(count).map(variable)
  }

  /// Writes one row of a block, one value per region.
  func write(row: Int, of block: Block, to target: UnsafeMutableBufferPointer<Double>) {
    precondition(target.count == dimensions && row < rows)
    let a = row * 2 * dimensions
    let b = a + dimensions
    points.withUnsafeBufferPointer { points in
      func copy(_ start: Int) { for column in 0..<dimensions { target[column] = points[start + column] } }
      switch block {
      case .a: copy(a)
      case .b: copy(b)
      case .ab(let columns):
        copy(a)
        for column in columns { target[column] = points[b + column] }
      case .ba(let columns):
        copy(b)
        for column in columns { target[column] = points[a + column] }
      }
    }
  }
}
