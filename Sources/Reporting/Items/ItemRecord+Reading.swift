import Storing

extension ItemRecord {
  var explained: ExplainedItem? {
    if case .explained(let item) = outcome { item } else { nil }
  }

  var failure: ItemFailure? {
    if case .failed(let failure) = outcome { failure } else { nil }
  }

  /// The class an item is filed under: its label, or the predicted class where no label is known.
  var group: Int? { label ?? explained?.predicted }

  /// Is the predicted class the label? Nil when there is no label.
  var isCorrect: Bool? {
    guard let label, let explained else { return nil }
    return explained.predicted == label
  }

  func seconds(_ stage: String) -> Double? { provenance.stages.first { $0.name == stage }?.seconds }
}
