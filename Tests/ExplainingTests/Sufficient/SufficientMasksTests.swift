import Foundation
import Reproducibility
import Saliency
import SufficientSets
import Testing

@testable import Explaining

/// A small network of random weights over a grid of pixels, counting its passes.
private final class ToyScorer: InputScorer {
  let inputShape: [Int]
  let batchCapacity: Int
  let classCount = 3
  private(set) var passes = 0
  private let hidden: [[Float]]
  private let output: [[Float]]

  init(channels: Int, height: Int, width: Int, _ random: inout SeededGenerator) {
    inputShape = [channels, height, width]
    batchCapacity = 1 + random.index(below: 8)
    let count = channels * height * width
    hidden = (0..<6).map { _ in (0..<count).map { _ in Float(random.normal()) } }
    output = (0..<3).map { _ in (0..<6).map { _ in Float(random.normal()) } }
  }

  func logits(_ input: ArraySlice<Float>) -> [Float] {
    let values = hidden.map { max(0, zip($0, input).reduce(0) { $0 + $1.0 * $1.1 }) }
    return output.map { zip($0, values).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  func scores(count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) throws -> [Float] {
    passes += count
    var inputs = [Float](repeating: .nan, count: count * inputCount)
    try inputs.withUnsafeMutableBufferPointer { try fill($0) }
    return (0..<count).flatMap { row in
      let logits = logits(inputs[row * inputCount..<(row + 1) * inputCount])
      guard kind == .probability else { return logits }
      let powers = logits.map { Float(exp(Double($0))) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
  }
}

@Suite("Masks that keep the answer")
struct SufficientMasksTests {
  /// One random network and image, and the answers to all sets of its windows, written without the search's types.
  private struct Case {
    let scorer: ToyScorer
    let input: [Float]
    let fillings: [[Float]]
    let partition: UnitPartition
    let target: Int
    let probability: Double

    init(_ random: inout SeededGenerator, fillings count: Int = 1, window: Int = 1, columns: Int? = nil) {
      let (height, width) = (2, columns ?? 2 + random.index(below: 3))
      let channels = 1 + random.index(below: 2)
      var (scorer, input): (ToyScorer, [Float])
      // A network all of whose units are off has no answer.
      repeat {
        scorer = ToyScorer(channels: channels, height: height, width: width, &random)
        input = (0..<scorer.inputCount).map { _ in Float(random.normal()) }
      } while Set(scorer.logits(input[...])).count < 3
      (self.scorer, self.input) = (scorer, input)
      let size = input.count
      fillings = (0..<count).map { index in
        (0..<size).map { _ in index == 0 ? 0 : Float(0.5 * random.normal()) }
      }
      partition = UnitPartition(WindowGrid(height: height, width: width, window: window))
      let logits = scorer.logits(input[...])
      target = logits.indices.max { logits[$0] < logits[$1] }!
      let powers = logits.map { exp(Double($0)) }
      probability = powers[target] / powers.reduce(0, +)
    }

    /// Whether the target is first (and as probable as asked) for each filling, when the units of `set` are shown.
    func keeps(_ set: Int, share: Double? = nil) -> Bool {
      fillings.allSatisfy { filling in
        let logits = scorer.logits(version(set, filling)[...])
        let powers = logits.map { exp(Double($0)) }
        let own = powers[target] / powers.reduce(0, +)
        return logits.indices.allSatisfy { $0 == target || logits[$0] < logits[target] }
          && own >= (share ?? 0) * probability
      }
    }

    func loses(hiding set: Int) -> Bool {
      let all = (1 << partition.count) - 1
      return fillings.allSatisfy { filling in
        let logits = scorer.logits(version(all & ~set, filling)[...])
        return logits.indices.contains { $0 != target && logits[$0] > logits[target] }
      }
    }

    private func version(_ set: Int, _ filling: [Float]) -> [Float] {
      input.indices.map { index in
        let unit = Int(partition.labels[index % partition.labels.count])
        return set >> unit & 1 == 1 ? input[index] : filling[index]
      }
    }

    func explain(_ settings: SufficientSettings) throws -> SufficientExplanation {
      try SufficientMasks(settings: settings, partition: partition, fillings: fillings, seed: 1).explain(
        input: input, target: target, probability: probability, orders: [Array(0..<partition.count)], scorer: scorer)
    }
  }

  private func bits(_ mask: AnswerMask) -> Int { mask.units.indices.reduce(0) { $0 | (mask.units[$1] ? 1 << $1 : 0) } }

  @Test("On a thousand small networks masks are sufficient, and minimum ones as small as brute force finds them")
  func bruteForce() throws {
    var random = SeededGenerator(seed: 21)
    for round in 0..<1000 {
      let trial = Case(&random, fillings: 1 + round % 2)
      let found = try trial.explain(SufficientSettings(passes: 20_000))
      let mask = try #require(found.masks.first)
      #expect(mask.status == .minimum)
      #expect(trial.keeps(bits(mask)))
      #expect(found.passes == trial.scorer.passes)
      let smallest = (0..<1 << trial.partition.count).filter { trial.keeps($0) }.map(\.nonzeroBitCount).min()
      #expect(mask.units.count { $0 } == smallest)
      #expect(mask.classes == Array(repeating: trial.target, count: trial.fillings.count))
    }
  }

  @Test("A share of the probability is kept where it is asked for")
  func probability() throws {
    var random = SeededGenerator(seed: 22)
    for _ in 0..<300 {
      let trial = Case(&random)
      let found = try trial.explain(SufficientSettings(criterion: .probability(share: 0.8), passes: 20_000))
      let smallest = (0..<1 << trial.partition.count).filter { trial.keeps($0, share: 0.8) }.map(\.nonzeroBitCount)
        .min()
      #expect(found.masks[0].units.count { $0 } == smallest)
    }
  }

  @Test("With few passes masks are sufficient, irreducible ones need every unit, minimum ones are smallest")
  func fewPasses() throws {
    var random = SeededGenerator(seed: 23)
    var (irreducible, minimum) = (0, 0)
    for _ in 0..<200 {
      let trial = Case(&random, fillings: 2, columns: 6)
      let passes = 10 + random.index(below: 150)
      let settings = SufficientSettings(criterion: .probability(share: 0.8), passes: passes)
      guard let found = try? trial.explain(settings) else { continue }
      #expect(trial.scorer.passes <= passes)
      let mask = bits(found.masks[0])
      #expect(trial.keeps(mask, share: 0.8))
      if found.masks[0].status == .minimum {
        minimum += 1
        let smaller = (0..<1 << trial.partition.count).filter { $0.nonzeroBitCount < mask.nonzeroBitCount }
        #expect(!smaller.contains { trial.keeps($0, share: 0.8) })
      }
      guard found.masks[0].status == .irreducible else { continue }
      irreducible += 1
      for unit in 0..<trial.partition.count where mask >> unit & 1 == 1 {
        #expect(!trial.keeps(mask & ~(1 << unit), share: 0.8))
      }
    }
    #expect(irreducible > 10 && minimum > 10, "\(irreducible) irreducible, \(minimum) minimum")
  }

  @Test("Further masks share nothing with the earlier ones; what is necessary changes the answer by its absence")
  func severalAndNecessary() throws {
    var random = SeededGenerator(seed: 24)
    var several = 0
    for _ in 0..<300 {
      let trial = Case(&random)
      let found = try trial.explain(SufficientSettings(passes: 20_000, masks: 3, findsNecessary: true, completions: 20))
      let masks = found.masks.map(bits)
      for (index, mask) in masks.enumerated() {
        #expect(trial.keeps(mask))
        for other in masks[..<index] { #expect(mask & other == 0) }
      }
      #expect(found.isExhausted == (masks.count < 3))
      if masks.count > 1 { several += 1 }
      let robustness = try #require(found.robustness)
      #expect(robustness.of == 20 && (0...20).contains(robustness.kept))
      let hiding = (0..<1 << trial.partition.count).filter { trial.loses(hiding: $0) }.map(\.nonzeroBitCount).min()
      #expect(found.necessary?.units.count { $0 } == hiding)
      if let necessary = found.necessary {
        #expect(trial.loses(hiding: bits(necessary)))
        #expect(necessary.classes.allSatisfy { $0 != trial.target })
      }
    }
    #expect(several > 50)
  }

  @Test("A centred square grows in the order from the centre, sides before corners")
  func fromTheCentre() throws {
    let partition = UnitPartition(WindowGrid(height: 10, width: 10, window: 2))
    let order = partition.orderFromCentre(height: 10, width: 10)
    #expect(order[0] == 12 && Set(order[1...4]) == [7, 11, 13, 17] && Set(order[5...8]) == [6, 8, 16, 18])
    #expect(Set(order[9...]) == Set(0..<25).subtracting([6, 7, 8, 11, 12, 13, 16, 17, 18]))
    #expect(Set(order[21...]) == [0, 4, 20, 24])
  }

  @Test("The map puts units of masks before all others, and costs count pixels where windows are cut off")
  func map() throws {
    var random = SeededGenerator(seed: 25)
    for _ in 0..<200 {
      let trial = Case(&random, window: 2)
      let found = try trial.explain(SufficientSettings(passes: 5000))
      let mask = found.masks[0]
      let pixels = mask.units.indices.reduce(0) { $0 + (mask.units[$1] ? trial.partition.sizes[$1] : 0) }
      #expect(mask.cost == pixels)
      #expect(mask.area == Double(pixels) / Double(trial.partition.labels.count))
      let inside = trial.partition.labels.indices.filter { mask.units[Int(trial.partition.labels[$0])] }
      #expect(found.map.count == trial.partition.labels.count && found.map.allSatisfy { $0 >= 0 })
      if let least = inside.map({ found.map[$0] }).min() { #expect(least > 0) }
    }
  }

  @Test("A class that the model does not put first has no mask")
  func notFirst() throws {
    var random = SeededGenerator(seed: 26)
    let trial = Case(&random)
    let masks = SufficientMasks(
      settings: SufficientSettings(), partition: trial.partition, fillings: trial.fillings, seed: 1)
    #expect(throws: SufficientError.notFirst(target: (trial.target + 1) % 3, first: trial.target)) {
      try masks.explain(
        input: trial.input, target: (trial.target + 1) % 3, probability: 0.1,
        orders: [Array(0..<trial.partition.count)], scorer: trial.scorer)
    }
  }
}
