import Saliency

/// `information-curves`: areas under the performance information curves of XRAI. Images only: they are blurred and
/// compressed.
public struct InformationCurveScores: Measure {
  public static let key = "information-curves"

  static let softmax = ScoreDescription(
    key: "sic", name: "SIC AUC", family: .faithfulness, direction: .higher, subjects: [.map], servesSentences: false,
    passes: InformationCurves.shares.count + 2, explanation: "Softmax information curve.",
    details: "Pixels come back to a blurred image by importance; the axis is the information returned, measured by "
      + "lossless compression.",
    source: "Kapishnikov et al., XRAI, 2019")
  static let accuracy = ScoreDescription(
    key: "aic", name: "AIC AUC", family: .faithfulness, direction: .higher, subjects: [.map], servesSentences: false,
    explanation: "Accuracy information curve.", source: "Kapishnikov et al., XRAI, 2019")
  public static let scores = [softmax, accuracy]

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) throws -> [ScorePlan] {
    [
      try InformationCurves.passes(of: map, on: item.input, target: item.target).map { curves in
        [(Self.softmax, curves.softmaxAUC), (Self.accuracy, curves.accuracyAUC)]
          .compactMap { score, area in area.map { NamedValue(score.key, $0) } }
      }
    ]
  }
}
