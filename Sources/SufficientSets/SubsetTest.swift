import BitCollections

/// The answer to "is this set of units enough?".
public struct Verdict: Sendable, Equatable {
  public var holds: Bool
  /// How clearly: larger is safer. Only compared with other margins of the same test.
  public var margin: Double

  public init(holds: Bool, margin: Double) {
    self.holds = holds
    self.margin = margin
  }
}

/// A yes or no question about sets of units 0 ..< ``unitCount``, such as "does the network still give its answer when
/// shown these windows alone?".
///
/// Nothing is assumed of the answers but that they are always the same for the same set: a superset of a sufficient set
/// may fail.
public protocol SubsetTest: AnyObject {
  var unitCount: Int { get }
  /// How many sets are answered in the time of one batch.
  var batchCapacity: Int { get }
  /// The most passes that one set may take.
  var passesPerSet: Int { get }

  /// Answers all `sets`, in order, and tells how many passes that took.
  func verdicts(of sets: [BitSet]) throws -> (verdicts: [Verdict], passes: Int)
}

/// Thrown when a search has used up its passes or its time.
struct BudgetEnded: Error {}

/// How much a search may ask.
public struct SearchBudget: Sendable {
  /// Limit of passes.
  public var passes: Int
  /// Says when time is up.
  public var isOver: @Sendable () -> Bool

  public init(passes: Int, isOver: @escaping @Sendable () -> Bool = { false }) {
    self.passes = passes
    self.isOver = isOver
  }
}

/// Asks a test within a budget, and no set twice.
final class BudgetedTest {
  private let test: any SubsetTest
  private let budget: SearchBudget
  private var known: [BitSet: Verdict] = [:]
  private(set) var passes = 0
  /// Asks nothing more once so many passes were used; nil leaves it to the budget.
  var stop: Int?

  /// Answers that are kept: a bound on memory, far above what a default budget asks.
  private static let capacity = 1 << 15

  init(_ test: any SubsetTest, budget: SearchBudget) {
    self.test = test
    self.budget = budget
  }

  var unitCount: Int { test.unitCount }
  var batchCapacity: Int { test.batchCapacity }
  var remainingPasses: Int { max(0, min(budget.passes, stop ?? .max) - passes) }

  /// How many sets that are not yet known can still be asked for.
  var remainingSets: Int { remainingPasses / test.passesPerSet }

  /// Whether a set's answer is at hand.
  func knows(_ set: BitSet) -> Bool { known[set] != nil }

  func verdict(of set: BitSet) throws -> Verdict { try verdicts(of: [set])[0] }

  /// - Throws: ``BudgetEnded`` where not all can be answered; what was answered until then is remembered.
  func verdicts(of sets: [BitSet]) throws -> [Verdict] {
    var asked: Set<BitSet> = []
    let fresh = sets.filter { known[$0] == nil && asked.insert($0).inserted }
    if known.count + fresh.count > Self.capacity { known = known.filter { sets.contains($0.key) } }
    var next = 0
    while next < fresh.count {
      let batch = Array(fresh[next..<min(next + test.batchCapacity, fresh.count, next + remainingSets)])
      guard !batch.isEmpty, !budget.isOver() else { throw BudgetEnded() }
      let (verdicts, passes) = try test.verdicts(of: batch)
      self.passes += passes
      for (set, verdict) in zip(batch, verdicts) { known[set] = verdict }
      next += batch.count
    }
    return sets.map { known[$0]! }
  }
}
