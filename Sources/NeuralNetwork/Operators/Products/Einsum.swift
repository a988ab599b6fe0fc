struct Einsum: CompositeOperator {
  static let name = "Einsum"
  static let summary = "Sums of products over named axes, as NumPy's einsum."
  static let since = 12
  static let inputs = 1...64

  private let terms: [[Character]]
  private let result: [Character]?

  /// Stands for the axes that an ellipsis covers; they are then numbered from the back.
  private static let ellipsis: Character = "…"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    guard let equation = try attributes.string("equation") else { throw .malformed("attribute 'equation' is missing") }
    let text = equation.filter { $0 != " " }
    let sides = text.components(separatedByArrow: "->")
    guard sides.count <= 2 else { throw .malformed("the equation '\(equation)' has two arrows") }
    func axes(_ term: Substring) throws(NetworkError) -> [Character] {
      let axes = Array(term.replacing("...", with: String(Self.ellipsis)))
      guard axes.allSatisfy({ $0.isLetter && $0.isASCII || $0 == Self.ellipsis }),
        axes.filter({ $0 == Self.ellipsis }).count <= 1
      else { throw .malformed("the equation '\(equation)' cannot be read") }
      return axes
    }
    var terms: [[Character]] = []
    for term in sides[0].split(separator: ",", omittingEmptySubsequences: false) { terms.append(try axes(term)) }
    self.terms = terms
    result = sides.count == 2 ? try axes(sides[1]) : nil
    guard terms.count == attributes.inputCount else {
      throw .malformed("the equation '\(equation)' does not have one term an input")
    }
  }

  /// An axis by its name: letters, or those of an ellipsis counted from the back.
  private enum Axis: Hashable {
    case letter(Character)
    case hidden(Int)
  }

  /// A tensor whose axes have names.
  private struct Factor {
    var tensor: String
    var axes: [Axis]
    var shape: [Int]
    func extent(_ axis: Axis) -> Int { shape[axes.firstIndex(of: axis)!] }
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    var hidden = 0
    var factors: [Factor] = []
    for (i, term) in terms.enumerated() {
      let shape = try inputs.required(i).shape
      let covered = term.contains(Self.ellipsis) ? shape.count - term.count + 1 : 0
      guard covered >= 0, covered + term.count - (term.contains(Self.ellipsis) ? 1 : 0) == shape.count else {
        throw .malformed("a term of its equation does not fit an input of shape \(Shape.text(shape))")
      }
      hidden = max(hidden, covered)
      let axes = Self.named(term, covered: covered)
      factors.append(try diagonal(Factor(tensor: writer.inputs[i], axes: axes, shape: shape), &writer))
    }
    try checkExtents(factors)
    let wanted = wantedAxes(hidden: hidden)
    var product = factors[0]
    for (i, factor) in factors.enumerated().dropFirst() {
      let later = Set(factors[(i + 1)...].flatMap(\.axes)).union(wanted)
      product = try multiplied(product, factor, keeping: later, &writer)
    }
    product = try summed(product, keeping: Set(wanted), &writer)
    guard Set(product.axes) == Set(wanted), product.axes.count == wanted.count else {
      throw .malformed("its equation asks for an axis that no input has, or for one twice")
    }
    return [try arranged(product, wanted, &writer).tensor]
  }

  private static func named(_ term: [Character], covered: Int) -> [Axis] {
    term.flatMap { c in c == ellipsis ? (0..<covered).map { .hidden(covered - $0) } : [Axis.letter(c)] }
  }

  /// Those of the right side; without one the ellipsis, then the letters that occur once, in alphabetical order.
  private func wantedAxes(hidden: Int) -> [Axis] {
    if let result { return Self.named(result, covered: hidden) }
    let letters = terms.joined().filter { $0 != Self.ellipsis }
    let single = letters.filter { letter in letters.filter { $0 == letter }.count == 1 }.sorted()
    return Self.named([Self.ellipsis] + single, covered: hidden)
  }

  private func checkExtents(_ factors: [Factor]) throws(NetworkError) {
    var extents: [Axis: Int] = [:]
    for factor in factors {
      for (axis, extent) in zip(factor.axes, factor.shape) {
        guard let known = extents.updateValue(extent, forKey: axis), known != extent else { continue }
        guard case .hidden = axis, known == 1 || extent == 1 else {
          throw .malformed("an axis of its equation has the extents \(known) and \(extent)")
        }
        extents[axis] = max(known, extent)
      }
    }
  }

  /// Keeps the elements whose index is the same on axes of the same name.
  private func diagonal(_ factor: Factor, _ writer: inout NodeWriter) throws(NetworkError) -> Factor {
    var factor = factor
    while let axis = factor.axes.first(where: { a in factor.axes.filter { $0 == a }.count > 1 }) {
      let places = factor.axes.indices.filter { factor.axes[$0] == axis }.prefix(2)
      let extent = factor.shape[places[0]]
      guard factor.shape[places[1]] == extent else { throw .malformed("a diagonal of axes that differ in extent") }
      let rest = factor.axes.indices.filter { !places.contains($0) }
      let moved = try writer.add("Transpose", [factor.tensor], ["perm": .ints(rest + places)])
      let outer = rest.map { factor.shape[$0] }
      let flat = try writer.reshape(moved, outer + [extent * extent])
      let picked = try writer.add(
        "Gather", [flat, writer.integers((0..<extent).map { $0 * (extent + 1) })], ["axis": .int(rest.count)])
      factor = Factor(tensor: picked, axes: rest.map { factor.axes[$0] } + [axis], shape: outer + [extent])
    }
    return factor
  }

  private func summed(_ factor: Factor, keeping: Set<Axis>, _ writer: inout NodeWriter) throws(NetworkError) -> Factor {
    let dropped = factor.axes.indices.filter { !keeping.contains(factor.axes[$0]) }
    if dropped.isEmpty { return factor }
    let kept = factor.axes.indices.filter { !dropped.contains($0) }
    let sum = try writer.add("ReduceSum", [factor.tensor, writer.integers(dropped)], ["keepdims": .int(0)])
    return Factor(tensor: sum, axes: kept.map { factor.axes[$0] }, shape: kept.map { factor.shape[$0] })
  }

  private func arranged(_ factor: Factor, _ order: [Axis], _ writer: inout NodeWriter) throws(NetworkError) -> Factor {
    if factor.axes == order {
      return Factor(tensor: try writer.add("Identity", [factor.tensor]), axes: order, shape: factor.shape)
    }
    let places = order.map { factor.axes.firstIndex(of: $0)! }
    return Factor(
      tensor: try writer.add("Transpose", [factor.tensor], ["perm": .ints(places)]), axes: order,
      shape: places.map { factor.shape[$0] })
  }

  /// One matrix product: axes of both that stay are its batch, axes of both that go are summed over.
  private func multiplied(
    _ left: Factor, _ right: Factor, keeping: Set<Axis>, _ writer: inout NodeWriter
  ) throws(NetworkError) -> Factor {
    let a = try summed(left, keeping: keeping.union(right.axes), &writer)
    let b = try summed(right, keeping: keeping.union(left.axes), &writer)
    let batch = a.axes.filter { b.axes.contains($0) && keeping.contains($0) }
    let inner = a.axes.filter { b.axes.contains($0) && !keeping.contains($0) }
    let rows = a.axes.filter { !b.axes.contains($0) }
    let columns = b.axes.filter { !a.axes.contains($0) }
    for axis in inner where a.extent(axis) != b.extent(axis) {
      throw .unsupported("a sum over an axis that is broadcast")
    }
    func count(_ axes: [Axis], _ factor: Factor) -> Int { axes.reduce(1) { $0 * factor.extent($1) } }
    let first = try arranged(a, batch + rows + inner, &writer)
    let second = try arranged(b, batch + inner + columns, &writer)
    let x = try writer.reshape(first.tensor, batch.map(a.extent) + [count(rows, a), count(inner, a)])
    let y = try writer.reshape(second.tensor, batch.map(b.extent) + [count(inner, b), count(columns, b)])
    let product = try writer.add("MatMul", [x, y])
    let shape = batch.map { max(a.extent($0), b.extent($0)) } + rows.map(a.extent) + columns.map(b.extent)
    return Factor(tensor: try writer.reshape(product, shape), axes: batch + rows + columns, shape: shape)
  }
}

extension String {
  fileprivate func components(separatedByArrow arrow: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = self[...]
    while let range = rest.firstRange(of: arrow) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
