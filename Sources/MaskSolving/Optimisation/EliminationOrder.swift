import Timing

/// In which order the variables of a system leave when it is solved by elimination, and which are held fixed because
/// the tables would grow too large otherwise.
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

  /// The order by least degree.
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
    let count = system.costs.count
    let rowWords = (count + 63) / 64
    var adjacency = [UInt64](repeating: 0, count: count * rowWords)
    var isOpen = [Bool](repeating: false, count: count)
    for block in system.blocks {
      var row = [UInt64](repeating: 0, count: rowWords)
      for variable in block.variables {
        isOpen[Int(variable)] = true
        row[Int(variable) >> 6] |= 1 << UInt64(variable & 63)
      }
      for variable in block.variables {
        for word in 0..<rowWords { adjacency[Int(variable) * rowWords + word] |= row[word] }
      }
    }
    var degrees = [Int](repeating: 0, count: count)
    func degree(_ variable: Int) -> Int {
      var bits = 0
      for word in (variable * rowWords)..<((variable + 1) * rowWords) { bits += adjacency[word].nonzeroBitCount }
      return bits - 1
    }
    func members(_ variable: Int) -> [Int32] {
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
    var open: [Int] = []
    let shift = (0..<count).map { priority?($0) ?? 0 }
    for variable in 0..<count where isOpen[variable] {
      open.append(variable)
      degrees[variable] = degree(variable)
    }
    while !open.isEmpty {
      if open.count % 16 == 0 && deadline.hasPassed { return nil }
      var chosen = 0
      var highest = 0
      var least = Int.max
      var most = Int.min
      for (place, variable) in open.enumerated() {
        let key = degrees[variable] << 8 + shift[variable]
        if key < least {
          least = key
          chosen = place
        }
        if key > most {
          most = key
          highest = place
        }
      }
      let mustCondition = degrees[open[chosen]] > widthLimit
      if mustCondition {
        if !canCondition { return nil }
        chosen = highest
      }
      let variable = open[chosen]
      open[chosen] = open[open.count - 1]
      open.removeLast()
      let scope = members(variable)
      if mustCondition {
        conditioned.append(Int32(variable))
        for other in scope {
          adjacency[Int(other) * rowWords + variable >> 6] &= ~(1 << UInt64(variable & 63))
          degrees[Int(other)] -= 1
        }
        continue
      }
      variables.append(Int32(variable))
      scopes.append(scope)
      entries += 2 << scope.count
      if entries > entryLimit && !canCondition { return nil }
      for other in scope {
        for word in 0..<rowWords {
          adjacency[Int(other) * rowWords + word] |= adjacency[variable * rowWords + word]
        }
        adjacency[Int(other) * rowWords + variable >> 6] &= ~(1 << UInt64(variable & 63))
        degrees[Int(other)] = degree(Int(other))
      }
    }
  }
}
