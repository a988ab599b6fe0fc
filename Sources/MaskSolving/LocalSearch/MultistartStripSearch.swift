/// Multi-start local search: strip searches from the same start, one after the other, whose masks are combined by
/// partition crossover.
///
/// A single search ends on a plateau that depends on chance. Where the ends of several searches differ, the difference
/// falls apart into regions, each of which may be better in another mask. What is done next depends on work counted,
/// never on the clock.
struct MultistartStripSearch {
  private enum Phase {
    /// A search of its own; so many strips brought no gain.
    case climb(level: Int, stale: Int)
    /// The combined mask; so many strips are left.
    case polish(left: Int)
  }

  private let start: [Int8]
  private var climber: StripSearch
  /// The best of all; its own random numbers.
  private var combined: StripSearch?
  private var phase = Phase.climb(level: 0, stale: 0)
  private var climbs = 0

  /// Thin strips first: they gain quickly. Strips without gain before the next width, or the end.
  private static let climbWidths: [(width: Int, patience: Int)] = [(18, 50), (20, 30)]
  private static let polishWidths = [20, 22]
  private static let polishSteps = 24
  private static let regionWidth = 22

  /// - Parameter start: a feasible assignment.
  init(_ system: BlockSystem, places: [SIMD2<Int32>], start: [Int8], memory: FrontierMemory) {
    self.start = start
    climber = StripSearch(system, places: places, start: start, memory: memory)
  }

  /// The best mask so far.
  var values: [Int8] { isClimbing ? climber.values : combined!.values }
  var cost: Int { isClimbing ? climber.cost : combined!.cost }

  /// Nothing is combined yet, or the present search is better.
  private var isClimbing: Bool { climber.cost < combined?.cost ?? .max }

  /// One strip; gives the work done, in table entries touched.
  mutating func step() -> Int {
    switch phase {
    case .climb(let level, let stale):
      let isGain = climber.step(width: Self.climbWidths[level].width)
      phase = .climb(level: level, stale: isGain ? 0 : stale + 1)
      let work = climber.lastWork
      if !isGain && stale + 1 >= Self.climbWidths[level].patience {
        if level + 1 < Self.climbWidths.count { phase = .climb(level: level + 1, stale: 0) } else { combine() }
      }
      return work
    case .polish(let left):
      let widths = Self.polishWidths
      combined!.step(width: widths[climbs % widths.count])
      let work = combined!.lastWork
      if left > 1 {
        phase = .polish(left: left - 1)
      } else {
        phase = .climb(level: 0, stale: 0)
        climber.restart(from: start)
      }
      return work
    }
  }

  private mutating func combine() {
    climbs += 1
    if combined == nil {
      combined = climber
    } else {
      combined!.crossOver(with: climber.values, width: Self.regionWidth)
    }
    phase = .polish(left: Self.polishSteps)
  }
}
