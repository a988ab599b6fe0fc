import Explaining
import Saliency
import Storing
import Timing

/// A method at work that is one function of the item and the scorer.
final class OutputMethod: ExplanationMethod {
  private let stage: String
  private let scorer: any InputScorer
  private let body: (PreparedItem, any InputScorer) throws -> ExplanationRecord

  init(
    _ stage: String, scorer: any InputScorer,
    body: @escaping (PreparedItem, any InputScorer) throws -> ExplanationRecord
  ) {
    self.stage = stage
    self.scorer = scorer
    self.body = body
  }

  func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
    try stopwatch.measure(stage) { try body(item, scorer) }
  }
}

extension YAMLValue {
  /// What hides the input.
  func fill() throws(JobFileError) -> Fill {
    let text = try string()
    guard let fill = Fill(text) else {
      throw error("'\(text)' does not say what hides the input: write \(Fill.spellings)")
    }
    return fill
  }

  /// A number above 0 up to 1, or `none`.
  func stability() throws(JobFileError) -> Double? {
    if (try? string()) == "none" { return nil }
    let value = try double()
    guard value > 0, value <= 1 else { throw error("stability is a rank correlation above 0 up to 1, or none") }
    return value
  }
}
