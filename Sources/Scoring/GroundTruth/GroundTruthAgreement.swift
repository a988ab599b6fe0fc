import Saliency

/// `ground-truth`: how a map or mask agrees with the true object.
public struct GroundTruthAgreement: Measure {
  public static let key = "ground-truth"

  public static let pointing = ScoreDescription(
    key: "pointing", name: "Pointing game", family: .truth, direction: .higher, subjects: [.map],
    explanation: "Highest pixel on the object (ties shared).",
    details: "1 or 0; if several share the highest value, the share of them that are.",
    source: "Zhang et al., ECCV 2016")
  public static let iou = ScoreDescription(
    key: "iou", name: "IoU", family: .truth, direction: .higher, subjects: [.map, .mask],
    explanation: "Overlap with the object over union: of the mask, or of as many strongest pixels as the object has.",
    details: "All pixels that tie with the last of these count.")
  public static let auc = ScoreDescription(
    key: "auc", name: "ROC AUC", family: .truth, direction: .higher, subjects: [.map],
    explanation: "Chance that an object pixel outranks one beside it.", details: "Ties count half.")
  static let energy = ScoreDescription(
    key: "energy", name: "Energy inside", family: .truth, direction: .higher, subjects: [.map],
    explanation: "Share of the positive mass on the object.", source: "Wang et al., Score-CAM, 2020")
  static let f1 = ScoreDescription(
    key: "f1", name: "Best F1", family: .truth, direction: .higher, subjects: [.map],
    explanation: "Best F1 over all thresholds.")
  static let mae = ScoreDescription(
    key: "mae", name: "Lowest MAE", family: .truth, direction: .lower, subjects: [.map],
    explanation: "Lowest mean absolute error over all thresholds.",
    details: "Of the thresholded map; the reference implementation of SMUG tries at most 1000 thresholds.")
  public static let scores = [pointing, iou, auc, energy, f1, mae]

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    [ScorePlan { scores(of: map, for: item) }]
  }

  private func scores(of map: SaliencyMap, for item: ScoredItem) -> [NamedValue] {
    guard let truth = item.truth else { return [] }
    let sweep = ThresholdSweep(map, truth: truth)
    return [
      (Self.pointing, pointingGame(map, truth: truth)), (Self.iou, intersectionOverUnion(map, truth)),
      (Self.auc, sweep.rocAUC), (Self.energy, energyInside(map, truth: truth)), (Self.f1, sweep.bestF1),
      (Self.mae, truth.bits.contains(true) ? sweep.lowestMAE : nil),
    ].compactMap { score, value in value.map { NamedValue(score.key, $0) } }
  }

  public func plans(of mask: PixelMask, for item: ScoredItem) -> [ScorePlan] {
    guard let truth = item.truth, let overlap = intersectionOverUnion(mask, truth) else { return [] }
    return [ScorePlan { [NamedValue(Self.iou.key, overlap)] }]
  }
}
