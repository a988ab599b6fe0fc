/// What a stored number's name means.
///
/// A score is stored on the explanation whose map or mask it judges as `MAP.SCORE`, for example `smug-base.pointing`;
/// other numbers have no dot.
struct ScoreName: Hashable, Sendable {
  /// The judged map or mask.
  var subject: String
  var score: String

  /// Nil when `name` is no score.
  init?(_ name: String) {
    guard let dot = name.firstIndex(of: "."), name[..<dot] != "seconds" else { return nil }
    subject = String(name[..<dot])
    score = String(name[name.index(after: dot)...])
  }

  /// The name under which a number of a record is counted: a score's own, else the method's name goes before. Scores of
  /// a mask (`mask.SCORE`) get the method's name, as several methods of a run may have masks.
  static func column(method: String, value: String) -> String {
    if value.hasPrefix("mask.") { return "\(method)-\(value)" }
    return value.utf8.contains(UInt8(ascii: ".")) ? value : "\(method)/\(value)"
  }
}

/// How a score is called, which direction is good, and where it is from.
struct ScoreDescription: Sendable {
  enum Direction: Sendable { case higher, lower, neither }

  enum Family: String, Sendable, CaseIterable {
    case truth = "Against the true object"
    case faithfulness = "Faithfulness to the model"
    case form = "Form of the map"
  }

  var name: String
  var family: Family
  var direction: Direction
  var explanation: String

  /// Scores that only place a picture's box; kept out of tables.
  static let coordinates: Set<String> = ["lss-top", "lss-left", "lss-bottom", "lss-right", "lss-words"]

  /// In the order of the report.
  static let known: [(key: String, description: ScoreDescription)] =
    [
      (
        "pointing",
        .init(
          name: "Pointing game", family: .truth, direction: .higher,
          explanation: "Highest pixel on the object (ties shared). Zhang et al. 2016.")
      ),
      (
        "iou",
        .init(
          name: "IoU", family: .truth, direction: .higher,
          explanation:
            "Overlap with the object over union: of the mask, or of as many strongest pixels as the object has.")
      ),
      (
        "auc",
        .init(
          name: "ROC AUC", family: .truth, direction: .higher,
          explanation: "Chance that an object pixel outranks one beside it.")
      ),
      (
        "energy",
        .init(
          name: "Energy inside", family: .truth, direction: .higher,
          explanation: "Share of the positive mass on the object. Wang et al. 2020.")
      ),
      ("f1", .init(name: "Best F1", family: .truth, direction: .higher, explanation: "Best F1 over all thresholds.")),
      (
        "mae",
        .init(
          name: "Lowest MAE", family: .truth, direction: .lower,
          explanation: "Lowest mean absolute error over all thresholds.")
      ),
      (
        "lss",
        .init(
          name: "Log saliency score", family: .faithfulness, direction: .lower,
          explanation:
            "log of the tightest crop's area (of a sentence: the share of words kept) minus log of the class's probability on "
            + "it. Dabkowski and Gal 2017.")
      ),
      (
        "deletion",
        .init(
          name: "Deletion AUC", family: .faithfulness, direction: .lower,
          explanation: "Probability while the most important pixels go first. Petsiuk et al. 2018.")
      ),
      (
        "insertion",
        .init(
          name: "Insertion AUC", family: .faithfulness, direction: .higher,
          explanation:
            "Probability while the most important pixels come first, on a blurred start. Petsiuk et al. 2018.")
      ),
      (
        "mu-fidelity",
        .init(
          name: "MuFidelity", family: .faithfulness, direction: .higher,
          explanation: "Correlation of removed importance with lost probability. Bhatt et al. 2020.")
      ),
      (
        "drop",
        .init(
          name: "Average drop", family: .faithfulness, direction: .lower,
          explanation: "Relative loss of probability when the picture is weighted by the map. Chattopadhay et al. 2018."
        )
      ),
      (
        "increase",
        .init(
          name: "Increase", family: .faithfulness, direction: .higher,
          explanation: "Share of pictures whose probability rises when weighted by the map. Chattopadhay et al. 2018.")
      ),
      (
        "sic",
        .init(
          name: "SIC AUC", family: .faithfulness, direction: .higher,
          explanation: "Softmax information curve. Kapishnikov et al. 2019.")
      ),
      (
        "aic",
        .init(
          name: "AIC AUC", family: .faithfulness, direction: .higher,
          explanation: "Accuracy information curve. Kapishnikov et al. 2019.")
      ),
      (
        "stability",
        .init(
          name: "Sensitivity to noise", family: .faithfulness, direction: .lower,
          explanation: "Largest relative change of the map under small noise. Yeh et al. 2019.")
      ),
      (
        "gini",
        .init(
          name: "Sparseness (Gini)", family: .form, direction: .higher,
          explanation: "0: spread evenly, 1: all on one pixel. Chalasani et al. 2020.")
      ),
      (
        "entropy",
        .init(
          name: "Complexity (entropy)", family: .form, direction: .lower,
          explanation: "Entropy of the pixels' shares, in nats. Bhatt et al. 2020.")
      ),
      (
        "keeps-float",
        .init(
          name: "Prediction kept", family: .faithfulness, direction: .higher,
          explanation: "Share whose class stays ahead when only the mask is shown, as the network computes it.")
      ),
      (
        "keeps-exact",
        .init(
          name: "Prediction provably kept", family: .faithfulness, direction: .higher,
          explanation: "The same of the exact function that the network's parameters define.")
      ),
      (
        "margin-float",
        .init(
          name: "Margin on the mask", family: .faithfulness, direction: .higher,
          explanation: "The target's score less the largest other one when only the mask is shown.")
      ),
      (
        "margin-exact",
        .init(
          name: "Margin on the mask (exact)", family: .faithfulness, direction: .higher,
          explanation: "The same in exact arithmetic.")
      ),
      (
        "float-differs",
        .init(
          name: "Rounding changes the decision", family: .faithfulness, direction: .lower,
          explanation: "Share whose prediction on the mask differs between the computed and the exact network.")
      ),
      ("area", .init(name: "Kept area", family: .form, direction: .lower, explanation: "Share of the pixels kept.")),
    ] + baselines

  private static let baselines: [(key: String, description: ScoreDescription)] = ["zero", "mean", "blur"].flatMap {
    [
      (
        "sufficiency-\($0)",
        .init(
          name: "Sufficiency (\($0))", family: .faithfulness, direction: .higher,
          explanation: "Probability when only the mask is shown, the rest being \($0).")
      ),
      (
        "kept-\($0)",
        .init(
          name: "Class kept (\($0))", family: .faithfulness, direction: .higher,
          explanation: "Share whose class stays when only the mask is shown, the rest being \($0).")
      ),
      (
        "necessity-\($0)",
        .init(
          name: "Left without mask (\($0))", family: .faithfulness, direction: .lower,
          explanation: "Probability when the mask is taken away and replaced by \($0).")
      ),
      (
        "lost-\($0)",
        .init(
          name: "Class lost (\($0))", family: .faithfulness, direction: .higher,
          explanation: "Share whose class goes when the mask is taken away and replaced by \($0).")
      ),
    ]
  }

  private static let byKey = Dictionary(uniqueKeysWithValues: known.map { ($0.key, $0.description) })

  /// Scores this version does not know are shown under their own name, without a good direction.
  static func of(_ score: String) -> ScoreDescription {
    byKey[score] ?? .init(name: score, family: .form, direction: .neither, explanation: "")
  }

  static func rank(_ score: String) -> Int { known.firstIndex { $0.key == score } ?? known.count }
}
