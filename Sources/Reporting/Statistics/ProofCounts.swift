import Storing

/// What is proven of the items' leading masks.
struct ProofCounts: Equatable {
  /// Proven to be the smallest of their kind.
  var minimal = 0
  /// The best found when the time ran out.
  var unfinished = 0
  /// Empty, because the constraints hold with everything hidden: proven minimal they may be, but they ask for nothing.
  var empty = 0

  var all: Int { minimal + unfinished + empty }
}

/// What settled the independent parts of the masks' problems.
struct EngineCounts: Equatable {
  var components = 0
  /// In words, the one that settled most first.
  var settled: [Engine] = []
  /// Proved by Z3 besides.
  var confirmed = 0

  struct Engine: Equatable {
    var name: String
    var count: Int
  }
}

extension DatasetStatistics {
  /// Over all methods' records: `solver-components`, `settled-by-ENGINE`, `confirmed-by-z3`.
  var engines: EngineCounts {
    var counts = EngineCounts()
    var settled: [String: Int] = [:]
    for (column, distribution) in values {
      guard let name = column.split(separator: "/").last.map(String.init) else { continue }
      let count = Int(distribution.total)
      let prefix = "settled-by-"
      if name == "solver-components" { counts.components += count }
      if name == "confirmed-by-z3" { counts.confirmed += count }
      if name.hasPrefix(prefix) { settled[String(name.dropFirst(prefix.count)), default: 0] += count }
    }
    counts.settled = settled.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { key, count in
      EngineCounts.Engine(name: key == "z3" ? "Z3" : key.replacing("-", with: " "), count: count)
    }
    return counts
  }

  var proofs: ProofCounts {
    func count(_ status: ProofStatus) -> Int { statuses[status.rawValue] ?? 0 }
    return ProofCounts(minimal: count(.optimal), unfinished: count(.feasible), empty: count(.empty))
  }

  /// Share of all masks' constraints that hold with everything hidden; nil where the records do not say.
  var vacuousShare: Double? {
    let total = { (name: String) in
      values.filter { $0.key.hasSuffix("/\(name)") }.reduce(0) { $0 + $1.value.total }
    }
    guard values.keys.contains(where: { $0.hasSuffix("/vacuous") }), case let constraints = total("constraints"),
      constraints > 0
    else { return nil }
    return total("vacuous") / constraints
  }
}
