import Saliency
import Scoring

extension Glossary {
  /// What this version of the program knows of its methods and scores.
  public static let program = Glossary(
    methods: MethodRegistry.all.map(\.description) + [VariationStage.description], scores: MeasureRegistry.scores)
}

extension JobFile {
  /// What is known of the job's own methods and scores: what its run stores.
  public var glossary: Glossary {
    Glossary(
      methods: methods.map(\.description) + (variations == nil ? [] : [VariationStage.description]),
      scores: scores.scores)
  }
}
