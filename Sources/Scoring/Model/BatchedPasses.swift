extension ModelInput {
  /// Runs the model over `count` edited copies of this input, at most `batch` at a time, and hands each result on.
  func forEachProbabilities(
    of count: Int, batch: Int, classify: Classify, edit: (Int) throws -> ModelInput,
    handle: (Int, [Float]) throws -> Void
  ) throws {
    for start in stride(from: 0, to: count, by: max(1, batch)) {
      let end = min(count, start + max(1, batch))
      let results = try classify(try (start..<end).map(edit))
      guard results.count == end - start else {
        throw ScoringError.wrongBatch(expected: end - start, found: results.count)
      }
      for (offset, probabilities) in results.enumerated() { try handle(start + offset, probabilities) }
    }
  }
}

/// What can go wrong while scoring, apart from the model's own errors.
public enum ScoringError: Error, Equatable, CustomStringConvertible {
  /// The classifier returned another number of results than it was given inputs.
  case wrongBatch(expected: Int, found: Int)

  public var description: String {
    switch self {
    case .wrongBatch(let expected, let found):
      "The model returned \(found) results for a batch of \(expected) inputs; scores need one for each."
    }
  }
}
