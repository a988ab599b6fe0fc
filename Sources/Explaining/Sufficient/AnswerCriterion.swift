import Foundation

/// What it means that the network still gives its answer.
public enum AnswerCriterion: Sendable, Equatable {
  /// The target's score is larger than every other: equal ones are no answer.
  case targetFirst
  /// The target is first, and keeps at least this share, in (0, 1], of the probability that it has for the whole input.
  case probability(share: Double)
}

/// An answer to one version of an input, judged.
struct JudgedAnswer: Equatable {
  /// Whether the target is ahead of every other class, and as probable as asked for.
  var holds: Bool
  /// Whether the target is ahead of every other class.
  var isAhead: Bool
  /// Whether another class is ahead of the target.
  var isLost: Bool
  /// The target's log-probability or logit less the largest other, or less the probability that is asked for where that is
  /// the smaller. Not negative where the answer holds.
  var margin: Double
  /// The class with the largest score.
  var first: Int
  /// The class with the largest score but the target's.
  var rival: Int

  /// - Parameters:
  ///   - scores: logits, or probabilities where `probability` asks for one.
  ///   - probability: the least probability that the target must have; nil asks for none.
  init(_ scores: ArraySlice<Float>, target: Int, probability: Double?) {
    var first = 0
    var rival = -1
    for (index, score) in scores.enumerated() {
      if score > scores[scores.startIndex + first] { first = index }
      if index != target, rival < 0 || score > scores[scores.startIndex + rival] { rival = index }
    }
    let own = Double(scores[scores.startIndex + target])
    let other = rival < 0 ? -Double.infinity : Double(scores[scores.startIndex + rival])
    self.first = first
    self.rival = rival < 0 ? target : rival
    let isFinite = own.isFinite && (rival < 0 || other.isFinite)
    isAhead = isFinite && own > other
    isLost = isFinite && other > own
    guard let probability else {
      holds = isAhead
      margin = isFinite ? (rival < 0 ? 0 : own - other) : -Double.infinity
      return
    }
    holds = isAhead && own >= probability
    let clearance = Self.log(own) - Self.log(probability)
    margin = isFinite ? min(clearance, rival < 0 ? clearance : Self.log(own) - Self.log(other)) : -Double.infinity
  }

  /// Of a probability, kept finite.
  private static func log(_ value: Double) -> Double { Foundation.log(max(value, 1e-30)) }
}
