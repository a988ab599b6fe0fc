import Foundation
import Testing
import Timing

@testable import MaskSolving

/// Limits of time and memory.
@Suite struct LimitTests {
  /// Tables of 16 windows: elimination, sweeps and Z3 all want memory.
  private static let problem = PropertyTests.grid(side: 16, field: 4, filters: 3, threshold: 0.1, seed: 80)

  @Test(arguments: [1, 4, 60])
  func memoryStaysWithinItsLimit(megabytes: Int) throws {
    let settings = SolverSettings(timeLimit: 1.5, memoryLimitMegabytes: megabytes)
    let run = MaskSolverRun(problem: Self.problem, settings: settings, progress: nil)
    let solution = try run.solve()
    #expect(MaskChecker.firstViolation(of: Self.problem, mask: solution.mask) == nil)
    #expect(solution.bound <= solution.cost)
    #expect((solution.limit == nil) == (solution.status == .optimal))
    #expect(run.limits.budget.peak <= megabytes << 20)
    if megabytes == 1 {
      #expect(solution.status == .feasible && solution.limit == .memory)
    }
  }

  /// Cancelled at once, while bounds and masks improve, and within Z3 (which gets a hard problem for as long as it likes):
  /// the search ends as at a limit of time, with a certificate or without.
  @Test(.timeLimit(.minutes(3)), arguments: [0, 0.1, 2], [false, true])
  func aSearchEndsWhenItIsCancelled(seconds: Double, certificate: Bool) throws {
    let problem = PropertyTests.grid(side: 24, field: 5, filters: 4, threshold: 0.1, seed: 81)
    let moment = Deadline(secondsFromNow: seconds)
    let solution = try MaskSolver(settings: SolverSettings(timeLimit: nil, certificate: certificate))
      .solve(problem, isCancelled: { moment.hasPassed })
    #expect(MaskChecker.firstViolation(of: problem, mask: solution.mask) == nil)
    #expect(solution.bound <= solution.cost)
    #expect((solution.limit == .time) == (solution.status == .feasible))
    if seconds == 0 { #expect(solution.status == .feasible) }
  }

  @Test func reservationsComeBack() throws {
    let budget = MemoryBudget(megabytes: 1)
    do {
      let first = try #require(budget.reserve(700_000))
      #expect(budget.reserve(700_000) == nil)
      #expect(budget.hasRefused)
      #expect(first.resize(to: 100_000))
      #expect(!first.resize(to: 2_000_000))
      #expect(budget.remaining == (1 << 20) - 100_000)
    }
    #expect(budget.remaining == 1 << 20)
    #expect(budget.peak == 700_000)
    #expect(budget.withZ3(sharedBy: 1) { true } == nil)
    let larger = MemoryBudget(megabytes: 100)
    #expect(larger.withZ3(sharedBy: 2) { larger.remaining } == 50 << 20)
    #expect(larger.remaining == 100 << 20)
    #expect(MemoryBudget(megabytes: .max).limit == .max)
  }

  /// With no time at all there is still a feasible mask.
  @Test func theShortestLimitGivesAMask() throws {
    for limit in [1e-9, 1e-4, 1e-3, 1e-2] {
      let solution = try MaskSolver(settings: SolverSettings(timeLimit: limit)).solve(Self.problem)
      #expect(MaskChecker.firstViolation(of: Self.problem, mask: solution.mask) == nil)
      #expect(solution.status == .optimal || solution.limit == .time)
    }
  }
}
