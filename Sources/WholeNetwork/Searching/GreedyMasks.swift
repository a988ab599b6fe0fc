import MaskSolving
import Timing

/// Feasible masks from beam search and elimination: nothing is proven of them.
struct GreedyMasks {
  let judge: MaskJudge
  let deadline: Deadline

  private struct Candidate {
    var kept: [Int32]
    var first: [Double]
    var margin: Double
  }

  /// Floating-point operations that a level of the beam may take.
  private static let operationsPerLevel = 2e7

  /// The cheapest feasible mask found; nil where none was.
  func best() -> [Int32]? {
    let all = Array(0..<Int32(judge.network.variableCount))
    var best: [Int32]?
    if judge.isFeasible(keeping: all) { best = eliminate(from: all) }
    if let grown = grow(below: best.map { judge.cost(of: $0) } ?? .max).map({ eliminate(from: $0) }),
      best.map({ judge.cost(of: grown) < judge.cost(of: $0) }) ?? true
    {
      best = grown
    }
    return best
  }

  /// Adds windows to a beam of masks, the best by their margin staying, until one is feasible.
  private func grow(below limit: Int) -> [Int32]? {
    let network = judge.network
    let variables = Int32(network.variableCount)
    let width = Int(
      min(64, max(2, Self.operationsPerLevel / (judge.operations * Double(max(1, network.variableCount))))))
    var beam = [Candidate(kept: [], first: network.bias, margin: 0)]
    var found: [Int32]?
    var foundCost = limit
    while !beam.isEmpty, found == nil {
      var seen: Set<[Int32]> = []
      var next: [Candidate] = []
      for candidate in beam {
        if deadline.hasPassed { return found }
        let cost = judge.cost(of: candidate.kept)
        for variable in 0..<variables where !candidate.kept.contains(variable) {
          guard cost + network.costs[Int(variable)] < foundCost else { continue }
          let place = candidate.kept.firstIndex { $0 > variable } ?? candidate.kept.count
          var kept = candidate.kept
          kept.insert(variable, at: place)
          guard seen.insert(kept).inserted else { continue }
          var first = candidate.first
          let column = network.columns[Int(variable)]
          for row in first.indices { first[row] += column[row] }
          if first.withUnsafeBufferPointer({ judge.isFeasible($0.baseAddress!, keeping: kept) }) {
            (found, foundCost) = (kept, judge.cost(of: kept))
          }
          next.append(Candidate(kept: kept, first: first, margin: judge.margin))
        }
      }
      // A stable order, so that equal margins are decided the same way every time.
      beam = next.indices.sorted { (next[$1].margin, $0) < (next[$0].margin, $1) }.prefix(width).map { next[$0] }
    }
    return found
  }

  /// Takes away the window whose loss leaves the largest margin, as long as the mask stays feasible.
  private func eliminate(from mask: [Int32]) -> [Int32] {
    var kept = mask
    while !kept.isEmpty, !deadline.hasPassed {
      var best: (place: Int, margin: Double)?
      for place in kept.indices {
        var fewer = kept
        fewer.remove(at: place)
        if judge.isFeasible(keeping: fewer), judge.margin > best?.margin ?? -.infinity { best = (place, judge.margin) }
      }
      guard let best else { break }
      kept.remove(at: best.place)
    }
    return kept
  }
}
