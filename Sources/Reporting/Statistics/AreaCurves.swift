import Foundation
import Saliency
import Scoring

/// What a share of the input is worth to the model: the probability of the class when only that share is shown, by map
/// and filling. Masks are points: their mean area, and the probability when only they are shown.
struct AreaCurves: Sendable {
  var fill: String
  var curves: [Curve]
  var masks: [MaskPoint]

  struct Curve: Sendable {
    var subject: String
    /// Shares of the input in 0...1, ascending.
    var points: [(share: Double, probability: Estimate)]
  }

  struct MaskPoint: Sendable {
    var subject: String
    var share: Estimate
    var probability: Estimate
  }

  /// One for each filling under which shares were shown.
  static func all(_ comparison: MethodComparison, bootstrap: Bootstrap) -> [AreaCurves] {
    var fills: [String] = []
    var steps: [String: [(share: Double, score: String)]] = [:]
    for score in comparison.scores {
      let description = comparison.description(score)
      guard let fill = description.fill, description.measure.hasPrefix("shown-"),
        let percent = Double(description.measure.dropFirst("shown-".count))
      else { continue }
      if steps[fill] == nil { fills.append(fill) }
      steps[fill, default: []].append((percent / 100, score))
    }
    return fills.map { fill in
      let ladder = (steps[fill] ?? []).sorted { $0.share < $1.share }
      let curves = comparison.subjects.compactMap { subject -> Curve? in
        let points = ladder.compactMap { step in
          comparison.cells[subject]?[step.score].map { (share: step.share, probability: $0.mean) }
        }
        return points.isEmpty ? nil : Curve(subject: subject, points: points)
      }
      return AreaCurves(fill: fill, curves: curves, masks: masks(comparison, fill, bootstrap))
    }
  }

  private static func masks(_ comparison: MethodComparison, _ fill: String, _ bootstrap: Bootstrap) -> [MaskPoint] {
    let score = "sufficiency-\(fill)"
    return comparison.subjects.compactMap { subject in
      guard subject.hasSuffix("-mask"), let probability = comparison.cells[subject]?[score]?.mean,
        let column = comparison.columns[ScoreName(subject: subject, score: score)]
      else { return nil }
      // The areas of the masks that were shown.
      let area = "\(subject.dropLast("-mask".count))/area"
      let areas = comparison.rows.compactMap { row in row.values[column] == nil ? nil : row.values[area] }
      return bootstrap.mean(of: areas).map { MaskPoint(subject: subject, share: $0, probability: probability) }
    }
  }
}
