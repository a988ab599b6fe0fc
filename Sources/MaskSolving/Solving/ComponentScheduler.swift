import Dispatch
import Foundation
import Timing

/// Solves components in parallel, biggest first: all of them quickly, then the open ones as deeply as time allows.
///
/// Which thread solves a component changes nothing in its answer; only the deadline can.
final class ComponentScheduler: @unchecked Sendable {
  private let components: [Component]
  private let fixedCost: Int
  private let limits: SearchLimits
  private var threads: Int { limits.threads }
  private let deadline: Deadline
  private let watch: Stopwatch
  private let progress: (@Sendable (SolverProgress) -> Void)?

  /// Guards what follows. Each solver is used by one thread at a time.
  private let lock = NSLock()
  private(set) var solvers: [ComponentSolver?]
  private var failure: (any Error)?
  private(set) var isInfeasible = false
  private var lastReport = 0.0
  /// What each component's solver last said of itself.
  private var states: [State?]
  private var weightLeft = 0

  private struct State {
    var cost: Int
    var bound: Int
    var isSettled: Bool
  }

  init(
    components: [Component], fixedCost: Int, limits: SearchLimits, deadline: Deadline, watch: Stopwatch,
    progress: (@Sendable (SolverProgress) -> Void)?
  ) {
    self.components = components
    self.fixedCost = fixedCost
    self.limits = limits
    self.deadline = deadline
    self.watch = watch
    self.progress = progress
    solvers = [ComponentSolver?](repeating: nil, count: components.count)
    states = [State?](repeating: nil, count: components.count)
  }

  /// Lower bound of the components' part of the cost.
  var bound: Int { solvers.reduce(0) { $0 + ($1?.bound ?? 0) } }

  /// What settled how many components.
  var proof: ProofTally {
    var tally = ProofTally(components: components.count)
    for case let solver? in solvers {
      if solver.isSettled { tally.settled[solver.engine, default: 0] += 1 }
      if solver.isConfirmed { tally.confirmed += 1 }
    }
    return tally
  }

  func solveQuickly() throws {
    try forEach(Array(components.indices)) { [self] index in
      // Too late even to begin: the caller falls back on keeping all of it.
      if deadline.hasPassed { return }
      let solver = ComponentSolver(components[index], deadline: deadline, limits: limits)
      try solver.solveQuickly(deadline: deadline)
      if progress != nil { solver.report = { [unowned self, unowned solver] in note(index, solver) } }
      lock.withLock { solvers[index] = solver }
    }
  }

  func deepen() throws {
    if isInfeasible { return }
    var open = solvers.indices.filter { !(solvers[$0]?.isSettled ?? true) }
    // One after the other, the big ones get what the small ones leave.
    if threads == 1 { open.sort { (solvers[$0]!.weight, $0) < (solvers[$1]!.weight, $1) } }
    weightLeft = open.reduce(0) { $0 + solvers[$1]!.weight }
    try forEach(open) { [self] index in
      let solver = solvers[index]!
      let weight = solver.weight
      let remaining = deadline.remaining
      let share: Double = lock.withLock {
        defer { weightLeft -= weight }
        return min(1, Double(threads) * Double(weight) / Double(max(weightLeft, 1)))
      }
      try solver.deepen(deadline: remaining.isFinite ? deadline.limited(toSeconds: remaining * share) : deadline)
    }
  }

  /// Has Z3 prove again what the search has proven, small components first.
  func confirmWithZ3(deadline: Deadline) throws {
    if isInfeasible {
      // One component without a mask is enough; the others were left as they were.
      try solvers.compactMap(\.self).first(where: \.isInfeasible)?.confirmWithZ3(deadline: deadline)
      return
    }
    try forEach(components.indices.reversed()) { [self] index in
      if deadline.hasPassed { return }
      try solvers[index]?.confirmWithZ3(deadline: deadline)
    }
  }

  private func forEach(_ indices: [Int], _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let queue = WorkQueue(indices)
    let work: @Sendable (Int) -> Void = { [self] _ in
      while let index = queue.next() {
        let stop = lock.withLock { failure != nil || isInfeasible }
        if stop { return }
        do {
          try body(index)
          let solver = lock.withLock { solvers[index] }
          if let solver {
            if solver.isInfeasible { lock.withLock { isInfeasible = true } }
            note(index, solver)
          }
        } catch {
          lock.withLock { failure = failure ?? error }
        }
      }
    }
    if threads == 1 || indices.count <= 1 {
      work(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: min(threads, indices.count), execute: work)
    }
    if let failure { throw failure }
  }

  /// Called by the thread that uses the solver. Reports at most ten times a second.
  private func note(_ index: Int, _ solver: ComponentSolver) {
    guard let progress, let mask = solver.mask else { return }
    let state = State(cost: components[index].cost(of: mask), bound: solver.bound, isSettled: solver.isSettled)
    lock.withLock {
      states[index] = state
      let seconds = watch.seconds
      let known = states.compactMap { $0 }
      guard seconds - lastReport > 0.1, known.count == states.count else { return }
      lastReport = seconds
      progress(
        SolverProgress(
          seconds: seconds, cost: known.reduce(fixedCost) { $0 + $1.cost },
          bound: known.reduce(fixedCost) { $0 + $1.bound }, componentsSolved: known.filter(\.isSettled).count,
          components: components.count))
    }
  }
}

/// Hands out indices to threads.
private final class WorkQueue: @unchecked Sendable {
  private let lock = NSLock()
  private var indices: ArraySlice<Int>

  init(_ indices: [Int]) { self.indices = indices[...] }

  func next() -> Int? { lock.withLock { indices.popFirst() } }
}
