import Datasets
import Explaining
import Foundation
import ImageCodecs
import Scoring

/// Finds out how a network wants its images preprocessed, by trying: what suits it names the labels best.
public struct PreprocessingTrial {
  /// What a candidate gave on the sample.
  public struct Outcome: Sendable {
    public var candidate: PreprocessingCandidate
    /// Of each image: whether the class on top is its label (nil without one), the probability of its label, or of the
    /// class on top where it has none, and the class on top.
    var isCorrect: [Bool?]
    var probabilities: [Double]
    var predicted: [Int]
    /// Mean entropy of the probabilities over the logarithm of the number of classes: 0 sure of one, 1 flat.
    public var entropy: Double

    /// Share of the labelled images whose label is on top.
    public var accuracy: Double? {
      let known = isCorrect.compactMap(\.self)
      return known.isEmpty ? nil : Double(known.count { $0 }) / Double(known.count)
    }
    public var meanProbability: Double { probabilities.reduce(0, +) / Double(max(1, probabilities.count)) }
    /// Share of the images that the commonest class is on top of.
    public var commonestShare: Double {
      let counts = Dictionary(predicted.map { ($0, 1) }, uniquingKeysWith: +)
      return Double(counts.values.max() ?? 0) / Double(max(1, predicted.count))
    }
  }

  /// How far the winner can be trusted.
  public enum Certainty: String, Sendable {
    /// It is better than the runner-up beyond chance.
    case sure
    /// It is the best, but by no more than chance may give; or there were no labels.
    case likely
    /// No candidate makes sense of the images.
    case none = "cannot tell"
  }

  public struct Verdict: Sendable {
    /// Best first.
    public var levels: [Outcome]
    public var geometries: [Outcome]
    public var winner: Preprocessing
    public var certainty: Certainty
    /// A sentence: on what the choice rests.
    public var reason: String
  }

  private let session: ModelSession
  private let images: [(image: RasterImage, label: Int?)]
  private let classCount: Int

  /// - Parameters:
  ///   - images: decoded; labels that are no class of the network count as none.
  public init(model: ExplainedModel, images: [(image: RasterImage, label: Int?)]) throws {
    session = try ModelSession(model: model)
    classCount = model.classCount
    self.images = images.map { [classCount] in ($0.image, $0.label.flatMap { $0 < classCount ? $0 : nil }) }
  }

  /// Tries all ways of treating levels with the usual geometry, then all geometries with the best levels.
  public func verdict() throws -> Verdict {
    let shape = session.inputShape
    let sizes = Set(images.map { [$0.image.height, $0.image.width] })
    let geometries = PreprocessingCandidate.geometries(height: shape[1], width: shape[2], sizes: sizes)
    let tried = try (shape[0] == 1 ? PreprocessingCandidate.grey : PreprocessingCandidate.coloured).map {
      try outcome(of: $0.sized(by: geometries[0].preprocessing))
    }
    let levels = ranked(tried)
    // Of those that are as good up to chance, the commonest: the candidates stand in that order.
    let equals = tried.filter { !Self.isAhead(levels[0], of: $0) }
    let best = equals.first ?? levels[0]
    let (certainty, reason) = judgement(best, equals: equals.map(\.candidate.name))
    let sized = try geometries.map { geometry in
      var candidate = best.candidate.sized(by: geometry.preprocessing)
      (candidate.name, candidate.formula) = (geometry.name, geometry.formula)
      return try outcome(of: candidate)
    }
    // The usual geometry stays unless another is better beyond chance.
    let bestSized = ranked(sized)[0]
    let isBetter = certainty != .none && Self.isAhead(bestSized, of: sized[0])
    return Verdict(
      levels: levels, geometries: ranked(sized),
      winner: (isBetter ? bestSized : sized[0]).candidate.preprocessing, certainty: certainty, reason: reason)
  }

  private var hasLabels: Bool { images.contains { $0.label != nil } }

  private func ranked(_ outcomes: [Outcome]) -> [Outcome] {
    outcomes.sorted { a, b in
      (a.accuracy ?? 0, merit(a)) > (b.accuracy ?? 0, merit(b))
    }
  }

  /// With labels their probability. Without, being sure counts only with different classes on top: whatever saturates a
  /// network makes it sure.
  private func merit(_ outcome: Outcome) -> Double {
    hasLabels ? outcome.meanProbability : outcome.meanProbability * (1 - outcome.commonestShare)
  }

  func outcome(of candidate: PreprocessingCandidate) throws -> Outcome {
    var outcome = Outcome(candidate: candidate, isCorrect: [], probabilities: [], predicted: [], entropy: 0)
    var start = 0
    while start < images.count {
      let batch = images[start..<min(start + session.batchCapacity, images.count)]
      let rows = try session.scores(
        of: batch.map { candidate.preprocessing.tensorValues(from: $0.image).values }, kind: .probability)
      for (row, item) in zip(rows, batch) {
        let top = row.indices.max { row[$0] < row[$1] } ?? 0
        outcome.predicted.append(top)
        outcome.isCorrect.append(item.label.map { $0 == top })
        outcome.probabilities.append(Double(row[item.label ?? top]))
        let entropy = row.reduce(0.0) { $0 - (($1 > 0) ? Double($1) * log(Double($1)) : 0) }
        outcome.entropy += entropy / log(Double(max(2, row.count))) / Double(images.count)
      }
      start += batch.count
    }
    return outcome
  }

  /// - Parameter equals: names of the candidates as good as the best up to chance, itself among them.
  private func judgement(_ best: Outcome, equals: [String]) -> (Certainty, String) {
    let correct = best.isCorrect.compactMap(\.self)
    guard !correct.isEmpty else { return judgementWithoutLabels(best) }
    let labels = Dictionary(images.compactMap(\.label).map { ($0, 1) }, uniquingKeysWith: +)
    let chance = max(1 / Double(classCount), Double(labels.values.max() ?? 0) / Double(correct.count))
    let interval = BinomialInterval(successes: correct.count { $0 }, of: correct.count, level: 0.998)
    guard interval.lower > chance else {
      return (
        .none,
        "no candidate names the labels more often than chance would: is the network trained, and are the labels numbered "
          + "as its classes are?"
      )
    }
    guard equals.count > 1 else {
      return (.sure, "'\(best.candidate.name)' names more labels, or with more probability, than any other")
    }
    let others = equals.filter { $0 != best.candidate.name }.map { "'\($0)'" }.joined(separator: ", ")
    return (.likely, "of several as good up to chance '\(best.candidate.name)' is the commonest; the others: \(others)")
  }

  private func judgementWithoutLabels(_ best: Outcome) -> (Certainty, String) {
    guard best.commonestShare < 0.9, best.meanProbability > 3 / Double(classCount), best.entropy < 0.9 else {
      return (.none, "without labels, and with every candidate the network gives nearly the same answer to all images")
    }
    return (
      .likely,
      "there are no labels: '\(best.candidate.name)' makes the network the surest with different answers, which is weak "
        + "evidence"
    )
  }

  /// Whether one is better beyond chance (without labels: surer), image by image: exact sign tests at 95 %, of what is right
  /// and of the probabilities.
  static func isAhead(_ one: Outcome, of other: Outcome) -> Bool {
    let right = zip(one.isCorrect, other.isCorrect).filter { $0 != $1 }
    let surer = zip(one.probabilities, other.probabilities).filter { $0 != $1 }
    func isMostly(_ wins: Int, _ count: Int) -> Bool {
      count > 0 && BinomialInterval(successes: wins, of: count).lower > 0.5
    }
    if isMostly(right.count { $0.0 == true }, right.count) { return true }
    // Where all is right, larger inputs make a network surer without being what it was trained with.
    if let accuracy = other.accuracy, accuracy > 0.95 { return false }
    return (one.accuracy ?? 0) >= (other.accuracy ?? 0) && isMostly(surer.count { $0.0 > $0.1 }, surer.count)
  }
}
