import Timing

/// Closes the optimality gap of a part with large tables: strip searches improve the mask and bundle splitting the bound,
/// in turns, both with larger neighbourhoods and clusters once they gain little.
///
/// What is done next depends on the work done so far, never on the clock, so that a run that no deadline cuts short
/// ends with the same mask every time.
struct GapCloser {
  private let part: PartSolver
  private let memory: FrontierMemory
  /// Frontiers of 2^22 16-bit costs and their choices take about 70 MB.
  private static let clusterWidths = [18, 22]

  init(_ part: PartSolver) {
    self.part = part
    memory = FrontierMemory(budget: part.budget.isLimited ? part.budget : nil)
  }

  func run(deadline: Deadline) {
    // Strips start from a feasible mask.
    var attempts = 0
    while part.best == nil && attempts < 50 && !deadline.hasPassed {
      part.improveMask(steps: 1, width: 11, deadline: deadline)
      attempts += 1
    }
    var strips = part.best.map {
      MultistartStripSearch(part.system, places: part.places, start: $0.values, memory: memory)
    }
    func improveMask(work: Int) {
      guard strips != nil else { return }
      var done = 0
      while done < work && !part.isSettled && !deadline.hasPassed {
        done += strips!.step()
        if strips!.cost < part.best!.cost { part.found(strips!.values, strips!.cost) }
      }
    }

    improveMask(work: 1 << 31)
    guard (part.system.costs.max() ?? 0) <= BundleSplitting.costLimit else {
      part.alternate(deadline: deadline)
      return
    }
    var splitting: BundleSplitting?
    for width in Self.clusterWidths where !part.isSettled && !deadline.hasPassed {
      guard let next = BundleSplitting(part.system, widthLimit: width, memory: memory, previous: splitting) else {
        break
      }
      if let splitting, next.clusterCount == splitting.clusterCount { continue }
      splitting = next
      var before = 0
      var round = 0
      while !part.isSettled && !deadline.hasPassed {
        for _ in 0..<4 { next.improve(deadline: deadline) }
        part.raise(next.roundedBound, by: .relaxation)
        improveMask(work: next.work)
        part.report?()
        round += 1
        if round % 2 == 1 { continue }
        // Larger clusters pay early, if there is time for some fifteen passes with about fifteen times the work.
        let isLast = width == Self.clusterWidths.last || deadline.remaining < 200 * next.secondsPerPass
        if (next.bound - before) * (isLast ? 1000 : 16) < next.bound { break }
        before = next.bound
      }
    }
    // Nothing more to gain for the bound: the rest of the time is the mask's.
    while !part.isSettled && deadline.remaining.isFinite && !deadline.hasPassed {
      improveMask(work: 1 << 30)
      part.report?()
    }
  }
}
