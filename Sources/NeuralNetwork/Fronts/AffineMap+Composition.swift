extension AffineMap {
  /// Most terms that a map may have: 12 bytes each.
  static let largestTermCount = 1 << 25

  /// The elements of several maps of the same sources, one map's behind the other's.
  static func stacked(_ maps: [AffineMap]) -> AffineMap {
    guard maps.count > 1 else { return maps[0] }
    var result = AffineMap(sourceCount: maps[0].sourceCount)
    result.reserve(rows: maps.reduce(0) { $0 + $1.count }, terms: maps.reduce(0) { $0 + $1.termCount })
    for map in maps {
      for element in 0..<map.count {
        map.forEachTerm(of: element) { result.addTerm(source: $0, coefficient: $1) }
        result.endRow(offset: map.offsets[element])
      }
    }
    return result
  }

  /// This map of the elements that `inner` describes, as a map of that one's sources.
  /// - Throws: `tooLarge` where elements depend on so many sources that they cannot be listed.
  func after(_ inner: AffineMap) throws(NetworkError) -> AffineMap {
    precondition(sourceCount == inner.count)
    var result = AffineMap(sourceCount: inner.sourceCount)
    result.reserve(rows: count, terms: termCount)
    var row = RowSums(sourceCount: inner.sourceCount)
    for element in 0..<count {
      var offset = offsets[element]
      var terms = 0
      forEachTerm(of: element) { middle, weight in
        offset += weight * inner.offsets[middle]
        terms += 1
      }
      forEachTerm(of: element) { middle, weight in
        inner.forEachTerm(of: middle) { source, coefficient in
          // The one row that an element is made of lists each source once already.
          if terms == 1 {
            result.addTerm(source: source, coefficient: weight * coefficient)
          } else {
            row.add(weight * coefficient, to: source)
          }
        }
      }
      row.drain { result.addTerm(source: $0, coefficient: $1) }
      result.endRow(offset: offset)
      guard result.termCount <= Self.largestTermCount else {
        throw .tooLarge("its elements depend on more than \(Self.largestTermCount) pixels altogether")
      }
    }
    return result
  }

  /// The first `count` elements, as functions of the first `sources` sources; nil where they depend on others.
  func restricted(to count: Int, sources: Int) -> AffineMap? {
    if count == self.count, sources == sourceCount { return self }
    var result = AffineMap(sourceCount: sources)
    var isInside = true
    for element in 0..<count {
      forEachTerm(of: element) { source, coefficient in
        isInside = isInside && source < sources
        result.addTerm(source: source, coefficient: coefficient)
      }
      result.endRow(offset: offsets[element])
    }
    return isInside ? result : nil
  }
}

/// Sums of coefficients by source; its memory is used again from row to row.
private struct RowSums {
  private var sums: [Double]
  private var isTouched: [Bool]
  private var touched: [Int] = []

  init(sourceCount: Int) {
    sums = [Double](repeating: 0, count: sourceCount)
    isTouched = [Bool](repeating: false, count: sourceCount)
  }

  mutating func add(_ value: Double, to source: Int) {
    sums[source] += value
    if !isTouched[source] {
      isTouched[source] = true
      touched.append(source)
    }
  }

  /// Hands out the sums in the order of their sources, and forgets them.
  mutating func drain(_ body: (_ source: Int, _ sum: Double) -> Void) {
    guard !touched.isEmpty else { return }
    touched.sort()
    for source in touched {
      body(source, sums[source])
      sums[source] = 0
      isTouched[source] = false
    }
    touched.removeAll(keepingCapacity: true)
  }
}
