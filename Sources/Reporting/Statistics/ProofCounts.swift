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

extension DatasetStatistics {
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
