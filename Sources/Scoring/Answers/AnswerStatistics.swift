/// What a network answered to many items, counted; merged exactly, whatever ranks the items are split over.
///
/// Wrong preprocessing, labels numbered otherwise, or a network that is not trained give answers that make no sense, and
/// nothing else tells of it.
public struct AnswerStatistics: Sendable, Equatable {
  public private(set) var count = 0
  public private(set) var labelled = 0
  public private(set) var correct = 0
  private var answers: [Int: Int] = [:]
  private var labels: [Int: Int] = [:]

  /// Fewer items tell nothing.
  private static let least = 12

  public init() {}

  public mutating func add(predicted: Int, label: Int?) {
    count += 1
    answers[predicted, default: 0] += 1
    guard let label else { return }
    labelled += 1
    labels[label, default: 0] += 1
    if label == predicted { correct += 1 }
  }

  public mutating func merge(_ other: AnswerStatistics) {
    count += other.count
    labelled += other.labelled
    correct += other.correct
    answers.merge(other.answers, uniquingKeysWith: +)
    labels.merge(other.labels, uniquingKeysWith: +)
  }

  /// One more than the largest class that was seen.
  public var leastClassCount: Int { 1 + max(answers.keys.max() ?? -1, labels.keys.max() ?? -1) }

  /// Share of the commonest label, which a network that always gives it would name; 0 without labels.
  public var commonestLabelShare: Double { Double(labels.values.max() ?? 0) / Double(max(1, labelled)) }

  /// What makes no sense, as the end of a sentence; nil where nothing is odd, or too little is known.
  ///
  /// - Parameters:
  ///   - classCount: of the network.
  ///   - isFlat: whether the probabilities hardly tell the classes apart.
  public func oddity(classCount: Int, isFlat: Bool) -> String? {
    guard count >= Self.least else { return nil }
    if labelled >= Self.least, labels.count > 1, classCount > 0 {
      let interval = BinomialInterval(successes: correct, of: labelled)
      if interval.lower <= 1 / Double(classCount), 2 * correct < labelled {
        return "the class on top is the label of \(correct), as chance would have it"
      }
    }
    let commonest = Double(answers.values.max() ?? 0) / Double(count)
    if commonest > 0.9, labels.count != 1 {
      return "the network gives one and the same answer to \(Int((100 * commonest).rounded())) %"
    }
    return classCount >= 4 && isFlat ? "the probabilities are nearly the same for all classes" : nil
  }
}
