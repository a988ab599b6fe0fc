import Timing

/// The order in which the variables of a system are eliminated, by the minimum-degree heuristic, and the variables that are
/// conditioned on (held at a value) because the tables would grow too large otherwise.
struct EliminationOrder {
  /// Variables one by one; the table made when one leaves is over its scope.
  var variables: [Int32] = []
  /// Variables of the table left by each elimination, in no particular order.
  var scopes: [[Int32]] = []
  /// Variables that must be given a value first.
  var conditioned: [Int32] = []
  /// Entries of all tables together.
  var entries = 0
  /// Bytes that eliminating takes, roughly: a bit for each choice, and the few tables that are needed at a time.
  var memory: Int { entries / 4 }

  /// The minimum-degree order.
  ///
  /// - Parameters:
  ///   - widthLimit: the largest scope allowed; a variable of highest degree is conditioned on when it is exceeded.
  ///   - entryLimit: gives up (nil) when the tables have more entries, if nothing may be conditioned on.
  ///   - canCondition: whether variables may be conditioned on.
  ///   - priority: breaks ties, and shifts degrees when negative or positive, so that orders can be varied.
  ///   - deadline: gives up (nil) when it passes.
  init?(
    _ system: BlockSystem, widthLimit: Int, entryLimit: Int, canCondition: Bool, priority: ((Int) -> Int)? = nil,
    deadline: Deadline = .never
  ) {
    var graph = InteractionGraph(system)
    var open = graph.vertices
    let shift = system.costs.indices.map { priority?($0) ?? 0 }
    while !open.isEmpty {
      if open.count % 16 == 0 && deadline.hasPassed { return nil }
      var (chosen, least) = (0, Int.max)
      var (highest, most) = (0, Int.min)
      for (place, variable) in open.enumerated() {
        let key = graph.degrees[variable] << 8 + shift[variable]
        if key < least { (chosen, least) = (place, key) }
        if key > most { (highest, most) = (place, key) }
      }
      let mustCondition = graph.degrees[open[chosen]] > widthLimit
      if mustCondition {
        if !canCondition { return nil }
        chosen = highest
      }
      let variable = open[chosen]
      open[chosen] = open[open.count - 1]
      open.removeLast()
      if mustCondition {
        conditioned.append(Int32(variable))
        graph.remove(variable)
        continue
      }
      let scope = graph.neighbours(of: variable)
      variables.append(Int32(variable))
      scopes.append(scope)
      entries += 2 << scope.count
      if entries > entryLimit && !canCondition { return nil }
      graph.eliminate(variable, scope)
    }
  }
}

/// Which variables occur together in a table, as a bit matrix; each is its own neighbour in the matrix.
private struct InteractionGraph {
  private var adjacency: [UInt64]
  private let rowWords: Int
  /// Variables that occur in a table.
  let vertices: [Int]
  /// Numbers of neighbours.
  private(set) var degrees: [Int]

  init(_ system: BlockSystem) {
    let count = system.costs.count
    rowWords = (count + 63) / 64
    adjacency = [UInt64](repeating: 0, count: count * rowWords)
    degrees = [Int](repeating: 0, count: count)
    var occurs = [Bool](repeating: false, count: count)
    for block in system.blocks {
      var row = [UInt64](repeating: 0, count: rowWords)
      for variable in block.variables {
        occurs[Int(variable)] = true
        row[Int(variable) >> 6] |= 1 << UInt64(variable & 63)
      }
      for variable in block.variables {
        for word in 0..<rowWords { adjacency[Int(variable) * rowWords + word] |= row[word] }
      }
    }
    vertices = (0..<count).filter { occurs[$0] }
    for variable in vertices { degrees[variable] = degree(variable) }
  }

  /// Ascending.
  func neighbours(of variable: Int) -> [Int32] {
    var result: [Int32] = []
    for word in 0..<rowWords {
      var bits = adjacency[variable * rowWords + word]
      while bits != 0 {
        let other = word << 6 | bits.trailingZeroBitCount
        bits &= bits - 1
        if other != variable { result.append(Int32(other)) }
      }
    }
    return result
  }

  /// Takes a vertex out.
  mutating func remove(_ variable: Int) {
    for other in neighbours(of: variable) {
      unlink(variable, from: Int(other))
      degrees[Int(other)] -= 1
    }
  }

  /// Takes a vertex out and joins its neighbours with one another.
  mutating func eliminate(_ variable: Int, _ neighbours: [Int32]) {
    for other in neighbours.lazy.map({ Int($0) }) {
      for word in 0..<rowWords { adjacency[other * rowWords + word] |= adjacency[variable * rowWords + word] }
      unlink(variable, from: other)
      degrees[other] = degree(other)
    }
  }

  private mutating func unlink(_ variable: Int, from other: Int) {
    adjacency[other * rowWords + variable >> 6] &= ~(1 << UInt64(variable & 63))
  }

  private func degree(_ variable: Int) -> Int {
    var bits = 0
    for word in (variable * rowWords)..<((variable + 1) * rowWords) { bits += adjacency[word].nonzeroBitCount }
    return bits - 1
  }
}
