import OneDNN

/// Arithmetic on shapes: lists of extents, outermost axis first.
enum Shape {
  /// Row-major strides in elements.
  static func strides(_ shape: [Int]) -> [Int] { Layout.rowMajorStrides(shape) }

  /// Product of the extents, or nil where it overflows or an extent is negative.
  static func count(_ shape: some Sequence<Int>) -> Int? {
    var count = 1
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// Most elements that may be listed while a graph is read and planned: indices, tables, constants that a few numbers in
  /// the file ask for.
  static let listable = 1 << 26

  /// NumPy's broadcasting, or nil where the shapes do not go together.
  static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let x = padded(a, to: rank)
    let y = padded(b, to: rank)
    var result: [Int] = []
    for (p, q) in zip(x, y) {
      guard p == q || p == 1 || q == 1 else { return nil }
      result.append(p == 1 ? q : p)
    }
    return result
  }

  /// The shape with axes of extent 1 put in front.
  static func padded(_ shape: [Int], to rank: Int) -> [Int] {
    [Int](repeating: 1, count: max(0, rank - shape.count)) + shape
  }

  /// An axis counted from the front; ONNX counts negative ones from the back.
  static func axis(_ axis: Int, rank: Int) throws(NetworkError) -> Int {
    guard axis >= -rank, axis < rank else {
      throw .malformed("axis \(axis) does not exist in a tensor of \(rank) axes")
    }
    return axis < 0 ? axis + rank : axis
  }

  static func axes(_ axes: [Int], rank: Int) throws(NetworkError) -> [Int] {
    var result: [Int] = []
    for a in axes { result.append(try axis(a, rank: rank)) }
    guard Set(result).count == result.count else { throw .malformed("axes \(axes) name one axis twice") }
    return result
  }

  static func text(_ shape: [Int]) -> String { "[" + shape.map(String.init).joined(separator: ",") + "]" }
}
