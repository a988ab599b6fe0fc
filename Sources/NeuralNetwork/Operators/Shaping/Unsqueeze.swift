import OneDNN

struct Unsqueeze: ReshapingOperator {
  static let name = "Unsqueeze"
  static let summary = "Inserts axes of extent 1; the axes listed are those of the result."
  static let inputs = 1...2
  static let limits = "axes constant"

  private let axes: [Int]?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try attributes.ints("axes") }

  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let shape = try inputs.required(0).shape
    guard let listed = try inputs.constant(1, "axes")?.integers ?? axes else {
      throw .malformed("its axes are missing")
    }
    let rank = shape.count + listed.count
    guard rank <= Layout.maximumRank else { throw .unsupported("a result of \(rank) axes") }
    let inserted = try Shape.axes(listed, rank: rank)
    var rest = shape.makeIterator()
    return (0..<rank).map { inserted.contains($0) ? 1 : rest.next()! }
  }
}
