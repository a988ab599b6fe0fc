/// Integrals of one input that were computed already: several methods of a job may ask for the same.
struct AttributionMemory {
  /// What was asked.
  struct Question: Equatable {
    var subject: Subject
    var integration: IntegratedGradients
    var target: Int
  }

  /// What is attributed to.
  enum Subject: Equatable {
    /// From these inputs; none means the all-zero one.
    case input(from: [[Float]])
    case firstActivations(from: PathStart)
  }

  /// As many as are kept: a layer's attributions take megabytes.
  private static let limit = 8

  private var input: [Float] = []
  private var answers: [(question: Question, attribution: Attribution)] = []

  func answer(to question: Question, of input: [Float]) -> Attribution? {
    guard self.input == input else { return nil }
    return answers.first { $0.question == question }?.attribution
  }

  mutating func keep(_ attribution: Attribution, as answer: Question, of input: [Float]) {
    if self.input != input {
      answers = []
      self.input = input
    }
    if answers.count == Self.limit { answers.removeFirst() }
    answers.append((answer, attribution))
  }
}

extension ModelSession {
  /// What `attribute` gives, or gave before for the same input, where the session remembers.
  func remembered(
    _ question: AttributionMemory.Question, of input: [Float], attribute: () throws -> Attribution
  ) throws -> Attribution {
    guard remembersAttributions else { return try attribute() }
    if let known = attributions.answer(to: question, of: input) { return known }
    let attribution = try attribute()
    attributions.keep(attribution, as: question, of: input)
    return attribution
  }
}
