import Saliency

/// The measures that a job file may name, in the order in which their scores are recorded.
public enum MeasureRegistry {
  public static let all: [any Measure.Type] = [
    GroundTruthAgreement.self, LogSaliency.self, BestBox.self, InsertionDeletion.self, MaskTestScores.self,
    AreaCurves.self, RemoveAndDebias.self, RegionPerturbation.self, MuFidelity.self, SensitivityN.self,
    SingleDeletion.self, AverageDrop.self, InformationCurveScores.self, MapForm.self, Stability.self,
  ]

  /// Keys of the measures that have a meaning for sentences.
  public static var sentenceMeasures: [String] { all.filter { $0.servesSentences }.map { $0.key } }

  /// Keys of the measures that remove pixels.
  public static var fillingMeasures: [String] { all.filter { $0 is any FillingMeasure.Type }.map { $0.key } }

  /// What is known of every score.
  public static var scores: [ScoreDescription] { all.flatMap { $0.scores } }
}
