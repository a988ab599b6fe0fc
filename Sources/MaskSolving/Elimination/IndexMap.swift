/// Where an assignment of some variables stands in the table of some of them.
struct IndexMap {
  /// The part of each eight bits of the index.
  private var parts: [[Int32]] = []

  init(from outer: [Int32], to inner: [Int32]) {
    var weights = [Int32](repeating: 0, count: outer.count)
    for (bit, variable) in outer.enumerated() {
      if let place = inner.firstIndex(of: variable) { weights[bit] = 1 << Int32(place) }
    }
    var start = 0
    repeat {
      let end = min(start + 8, outer.count)
      var part: [Int32] = [0]
      part.reserveCapacity(256)
      for bit in start..<end { for index in part.indices { part.append(part[index] + weights[bit]) } }
      parts.append(part)
      start = end
    } while start < outer.count
  }

  subscript(index: Int) -> Int {
    var result = 0
    for (place, part) in parts.enumerated() { result += Int(part[index >> (8 * place) & 255 & (part.count - 1)]) }
    return result
  }

  /// The map of the lowest eight bits.
  func withRow<Result>(_ body: (UnsafeBufferPointer<Int32>) -> Result) -> Result {
    parts[0].withUnsafeBufferPointer(body)
  }
}
