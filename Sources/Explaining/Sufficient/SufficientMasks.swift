import BitCollections
import Reproducibility
import Saliency
import SufficientSets

/// A part of an input with which the network gives its answer, or without which it does not, and what is known of it.
public struct AnswerMask: Sendable, Equatable {
  /// For each unit whether it belongs to the part.
  public var units: [Bool]
  public var cost: Int
  /// Share of the input's positions in the part.
  public var area: Double
  public var status: SufficiencyStatus
  /// The class that is first when the part alone is shown (or hidden), for each filling: from a pass on its own.
  public var classes: [Int]
  /// All irreducible parts that the search met, this one among them.
  public var alternatives: Int
  public var passes: Int
}

/// What the search for sufficient masks says about one input.
public struct SufficientExplanation: Sendable {
  /// Sufficient masks that share no unit, in the order in which they were found; never empty.
  public var masks: [AnswerMask]
  /// Whether the search for one more mask was made and found none.
  public var isExhausted: Bool
  /// Of each candidate that the search was given the smallest irreducible mask that it met inside it.
  public var insides: [AnswerMask?]
  /// The part whose hiding changes the answer; nil where none was asked for, or none found.
  public var necessary: AnswerMask?
  /// How early and how often each position is needed, at least 0.
  public var map: [Float]
  /// How often the class stayed with random completions of what the first mask hides; nil where none were asked for.
  public var robustness: (kept: Int, of: Int)?
  public var passes: Int
}

/// Why there is no sufficient mask.
public enum SufficientError: Error, Equatable, CustomStringConvertible {
  /// The model puts another class first when everything is shown.
  case notFirst(target: Int, first: Int)
  /// The budget ended, or the orders were exhausted, before a sufficient mask was met.
  case notFound(passes: Int)
  /// A ready mask failed when shown on its own, and so did all others that were found.
  case unstable(masks: Int)

  public var description: String {
    switch self {
    case .notFirst(let target, let first):
      first == target
        ? "the model gives another class the same score as class \(target) on the whole input: there is no answer to keep"
        : "the model puts class \(first) first on the whole input, not class \(target): there is no answer to keep"
    case .notFound(let passes): "no part that keeps the answer was found with \(passes) passes; allow more with passes"
    case .unstable(let masks):
      "all \(masks) masks that keep the answer within a batch lose it in a pass of their own: the answer hangs on rounding"
    }
  }
}

/// Small parts of an input with which a model, shown them alone, still gives its answer. Nothing is asked of the model but
/// scores. What each status claims stands at ``SufficiencyStatus``.
///
/// The search is ``SufficientSetSearch``'s; see Carter et al. ("What made you do this? Understanding black-box decisions
/// with sufficient input subsets", AISTATS 2019) for sufficient subsets and disjoint ones by repetition.
public struct SufficientMasks {
  public var settings: SufficientSettings
  public var partition: UnitPartition
  /// What takes the place of hidden positions: one whole input for each fill.
  public var fillings: [[Float]]
  public var seed: UInt64

  public init(settings: SufficientSettings, partition: UnitPartition, fillings: [[Float]], seed: UInt64) {
    self.settings = settings
    self.partition = partition
    self.fillings = fillings
    self.seed = seed
  }

  /// - Parameters:
  ///   - orders: the units, the most important first: where the search begins. At least one.
  ///   - candidates: sets of units to begin with as well.
  ///   - probability: the target's for the whole input.
  ///   - donors: other inputs, for completions.
  ///   - isOver: says when time is up.
  public func explain(
    input: [Float], target: Int, probability: Double, orders: [[Int]], candidates: [BitSet] = [],
    donors: [[Float]] = [], scorer: any InputScorer, isOver: @escaping @Sendable () -> Bool = { false }
  ) throws -> SufficientExplanation {
    let inputs = UnitInputs(input: input, labels: partition.labels, unitCount: partition.count)
    let keeps = test(.keepsWhenShown, inputs, target, probability, scorer)
    let whole = try keeps.answerToAll()
    guard whole.isAhead else { throw SufficientError.notFirst(target: target, first: whole.first) }

    var found = Found(passes: 1)
    var free = BitSet(0..<partition.count)
    while found.masks.count < settings.masks {
      guard let mask = try search(keeps, orders, candidates, free, isOver, &found) else { break }
      free.subtract(BitSet(mask.units.indices.filter { mask.units[$0] }))
      found.masks.append(mask)
      // A mask of nothing leaves nothing that another could do without.
      if mask.cost == 0 { break }
    }
    let insides = try candidates.map { try inside($0, keeps, &found) }
    guard !found.masks.isEmpty else {
      if found.unstable > 0 { throw SufficientError.unstable(masks: found.unstable) }
      throw SufficientError.notFound(passes: found.passes)
    }
    var necessary: AnswerMask?
    if settings.findsNecessary {
      let loses = test(.losesWhenHidden, inputs, target, probability, scorer)
      var other = Found()
      necessary = try search(loses, orders, [], BitSet(0..<partition.count), isOver, &other)
      found.passes += other.passes
    }
    let robustness = try completions(of: found.masks[0], inputs, target, donors, scorer)
    found.passes += robustness?.of ?? 0
    return SufficientExplanation(
      masks: found.masks, isExhausted: found.masks.count < settings.masks, insides: insides, necessary: necessary,
      map: partition.spread(NeedMap(found.sets, orders: orders).values, rest: 0), robustness: robustness,
      passes: found.passes)
  }

  /// What the searches of one input have found so far.
  private struct Found {
    var masks: [AnswerMask] = []
    var sets: [IrreducibleSet] = []
    var unstable = 0
    var passes = 0
  }

  private func test(
    _ question: AnswerTest.Question, _ inputs: UnitInputs, _ target: Int, _ probability: Double,
    _ scorer: any InputScorer
  ) -> AnswerTest {
    var least: Double?
    if case .probability(let share) = settings.criterion { least = share * probability }
    return AnswerTest(
      inputs: inputs, fillings: fillings, question: question, target: target, probability: least, scorer: scorer)
  }

  /// One mask of the units that are free; nil where none was found.
  private func search(
    _ test: AnswerTest, _ orders: [[Int]], _ candidates: [BitSet], _ free: BitSet,
    _ isOver: @escaping @Sendable () -> Bool, _ found: inout Found
  ) throws -> AnswerMask? {
    // What ready masks are checked with is kept back.
    let limit = settings.passLimit(units: partition.count) - (2 + candidates.count) * fillings.count
    let search = SufficientSetSearch(
      costs: partition.costs(settings.objective), budget: SearchBudget(passes: limit, isOver: isOver), seed: seed,
      patience: settings.patience)
    let usable = candidates.filter { $0.isSubset(of: free) }
    guard let result = try search.run(test, orders: orders, candidates: usable, allowed: free) else { return nil }
    found.passes += result.passes
    found.sets += result.irreducible
    let others = result.irreducible.map { (units: $0.units, cost: $0.cost, status: SufficiencyStatus.irreducible) }
    let ready = [(result.units, result.cost, result.status)] + others.filter { $0.units != result.units }
    for (units, cost, status) in ready {
      guard let classes = try confirmed(units, test, &found) else { continue }
      // A minimum that fell to rounding takes the claim with it.
      let claim = found.unstable > 0 && status == .minimum ? .irreducible : status
      var mask = mask(of: units, cost: cost, status: claim, classes: classes)
      mask.alternatives = result.irreducible.count
      mask.passes += result.passes
      return mask
    }
    return nil
  }

  /// The cheapest irreducible mask met so far inside some units.
  private func inside(_ units: BitSet, _ test: AnswerTest, _ found: inout Found) throws -> AnswerMask? {
    let sets = found.sets.filter { $0.units.isSubset(of: units) }.sorted { $0.cost < $1.cost }
    for set in sets {
      guard let classes = try confirmed(set.units, test, &found) else { continue }
      return mask(of: set.units, cost: set.cost, status: .irreducible, classes: classes)
    }
    return nil
  }

  /// Shows a ready mask to the model once more, on its own.
  ///
  /// - Returns: the class that is first under each filling; nil where the answer is another now.
  private func confirmed(_ units: BitSet, _ test: AnswerTest, _ found: inout Found) throws -> [Int]? {
    let answers = try test.answersOneByOne(to: units)
    found.passes += fillings.count
    guard answers.allSatisfy(test.isYes) else {
      found.unstable += 1
      return nil
    }
    return answers.map(\.first)
  }

  private func mask(of units: BitSet, cost: Int, status: SufficiencyStatus, classes: [Int]) -> AnswerMask {
    let positions = units.reduce(0) { $0 + partition.sizes[$1] }
    return AnswerMask(
      units: (0..<partition.count).map { units.contains($0) }, cost: cost,
      area: Double(positions) / Double(partition.labels.count), status: status, classes: classes, alternatives: 1,
      passes: fillings.count)
  }

  /// Fills what a mask hides at random: with another input, or by showing a random part of it.
  private func completions(
    of mask: AnswerMask, _ inputs: UnitInputs, _ target: Int, _ donors: [[Float]], _ scorer: any InputScorer
  ) throws -> (kept: Int, of: Int)? {
    guard settings.completions > 0 else { return nil }
    var random = SeededGenerator(seed: seed, stream: 1)
    let shown = BitSet(mask.units.indices.filter { mask.units[$0] })
    var kept = 0
    for start in stride(from: 0, to: settings.completions, by: scorer.batchCapacity) {
      let count = min(scorer.batchCapacity, settings.completions - start)
      let scores = try scorer.scores(count: count, kind: .logit) { buffer in
        for row in 0..<count {
          let part = UnsafeMutableBufferPointer(rebasing: buffer[row * inputs.count..<(row + 1) * inputs.count])
          if !donors.isEmpty, (start + row).isMultiple(of: 2) {
            inputs.write(shown: shown, filling: donors[random.index(below: donors.count)], to: part)
          } else {
            let share = random.unit()
            let also = BitSet(mask.units.indices.filter { !mask.units[$0] && random.unit() < share })
            let filling = fillings[random.index(below: fillings.count)]
            inputs.write(shown: shown.union(also), filling: filling, to: part)
          }
        }
      }
      for row in 0..<count {
        let answer = JudgedAnswer(
          scores[row * scorer.classCount..<(row + 1) * scorer.classCount], target: target, probability: nil)
        if answer.holds { kept += 1 }
      }
    }
    return (kept, settings.completions)
  }
}
