import Saliency

/// Whether the prediction stays when only a mask is shown, by how much, and whether that holds in exact arithmetic: scores
/// that methods compute of their own masks, as it takes the network itself.
public enum PredictionCheckScores {
  public static let keepsFloat = score(
    "keeps-float", "Prediction kept", .higher,
    "Share whose class stays ahead when only the mask is shown, as the network computes it.")
  public static let keepsExact = score(
    "keeps-exact", "Prediction provably kept", .higher,
    "The same of the exact function that the network's parameters define.")
  public static let marginFloat = score(
    "margin-float", "Margin on the mask", .higher,
    "The target's score less the largest other one when only the mask is shown.",
    details: "Scores are those before softmax.")
  public static let marginExact = score(
    "margin-exact", "Margin on the mask (exact)", .higher, "The same in exact arithmetic.")
  public static let floatDiffers = score(
    "float-differs", "Rounding changes the decision", .lower,
    "Share whose prediction on the mask differs between the computed and the exact network.")

  public static let all = [keepsFloat, keepsExact, marginFloat, marginExact, floatDiffers]

  private static func score(
    _ key: String, _ name: String, _ direction: ScoreDescription.Direction, _ explanation: String, details: String = ""
  ) -> ScoreDescription {
    ScoreDescription(
      key: key, name: name, family: .faithfulness, direction: direction, subjects: [.mask], rank: 300, passes: 1,
      explanation: explanation, details: details)
  }
}
