/// Elements that are affine functions of a sample's elements: each is an offset and a weighted sum of a few sources, in
/// double precision. Rows are stored one behind the other (compressed sparse rows).
public struct AffineMap: Sendable, Equatable {
  /// Number of elements that the functions are of.
  public let sourceCount: Int
  /// What each element is where all sources are zero.
  public private(set) var offsets: [Double] = []
  /// Row `i` holds the terms from `starts[i]` up to `starts[i + 1]`.
  private var starts: [Int32] = [0]
  private var sources: [Int32] = []
  private var coefficients: [Double] = []

  /// A map without rows yet.
  init(sourceCount: Int) { self.sourceCount = sourceCount }

  /// Each element is the source of the same index.
  public static func identity(_ count: Int) -> AffineMap {
    AffineMap(picking: Array(0..<count), of: count)
  }

  /// Each element is one source, or `fill` where the list says -1.
  init(picking list: [Int], of sourceCount: Int, fill: Double = 0) {
    self.init(sourceCount: sourceCount)
    reserve(rows: list.count, terms: list.count)
    for source in list {
      if source < 0 { endRow(offset: fill) } else { endRow(source: source, coefficient: 1) }
    }
  }

  /// Each element is the source of the same index, scaled and shifted.
  init(scale: [Double], shift: [Double]) {
    self.init(sourceCount: scale.count)
    reserve(rows: scale.count, terms: scale.count)
    for (index, factor) in scale.enumerated() { endRow(source: index, coefficient: factor, offset: shift[index]) }
  }

  /// Number of elements that are described.
  public var count: Int { offsets.count }

  /// Number of sources of all elements together.
  public var termCount: Int { sources.count }

  /// Visits the sources of an element, each once, with their coefficients.
  public func forEachTerm(of element: Int, _ body: (_ source: Int, _ coefficient: Double) -> Void) {
    for term in Int(starts[element])..<Int(starts[element + 1]) { body(Int(sources[term]), coefficients[term]) }
  }

  /// All elements for given sources.
  public func applied(to values: [Double]) -> [Double] {
    precondition(values.count == sourceCount)
    var result = offsets
    for element in result.indices { forEachTerm(of: element) { result[element] += $1 * values[$0] } }
    return result
  }

  // MARK: building

  mutating func reserve(rows: Int, terms: Int) {
    offsets.reserveCapacity(rows)
    starts.reserveCapacity(rows + 1)
    sources.reserveCapacity(terms)
    coefficients.reserveCapacity(terms)
  }

  /// Adds a term to the row that is being written. No source may be added twice to a row.
  mutating func addTerm(source: Int, coefficient: Double) {
    guard coefficient != 0 else { return }
    sources.append(Int32(source))
    coefficients.append(coefficient)
  }

  /// Ends the row that is being written.
  mutating func endRow(offset: Double = 0) {
    offsets.append(offset)
    starts.append(Int32(sources.count))
  }

  /// Writes a row of one term.
  mutating func endRow(source: Int, coefficient: Double, offset: Double = 0) {
    addTerm(source: source, coefficient: coefficient)
    endRow(offset: offset)
  }
}
