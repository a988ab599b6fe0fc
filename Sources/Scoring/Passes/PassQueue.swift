/// Runs the model over the inputs of many scores, in batches that are full but for the last, whoever's the inputs are.
struct PassQueue {
  let target: Int
  let batch: Int
  let classify: Classify

  /// - Parameter handle: gets the index of each of `plans`, and its result, as soon as its answers are there.
  func run<Result>(_ plans: [Passes<Result>], handle: (Int, Result) throws -> Void) throws {
    var members: [[Int]] = []
    var known: [String: Int] = [:]
    for (index, plan) in plans.enumerated() {
      if let name = plan.name, let group = known[name] {
        members[group].append(index)
      } else {
        plan.name.map { known[$0] = members.count }
        members.append([index])
      }
    }
    var answers = [[Answer]](repeating: [], count: members.count)
    var waiting: [(group: Int, input: ModelInput)] = []

    func finish(_ group: Int) throws {
      for index in members[group] { try handle(index, try plans[index].result(answers[group])) }
      answers[group] = []
    }
    func flush() throws {
      for (answer, group) in zip(try ask(waiting.map(\.input)), waiting.map(\.group)) {
        answers[group].append(answer)
        if answers[group].count == plans[members[group][0]].count { try finish(group) }
      }
      waiting.removeAll(keepingCapacity: true)
    }
    for (group, own) in members.enumerated() {
      let plan = plans[own[0]]
      if plan.count == 0 { try finish(group) }
      for pass in 0..<plan.count {
        waiting.append((group, try plan.input(pass)))
        if waiting.count >= max(1, batch) { try flush() }
      }
    }
    if !waiting.isEmpty { try flush() }
  }

  private func ask(_ inputs: [ModelInput]) throws -> [Answer] {
    let results = try classify(inputs)
    guard results.count == inputs.count else {
      throw ScoringError.wrongBatch(expected: inputs.count, found: results.count)
    }
    return results.map { Answer($0, target: target) }
  }
}

/// What can go wrong while scoring, apart from the model's own errors.
public enum ScoringError: Error, Equatable, CustomStringConvertible {
  /// The classifier returned another number of results than it was given inputs.
  case wrongBatch(expected: Int, found: Int)
  /// A fill of another item was asked for where none can be had.
  case noDonor

  public var description: String {
    switch self {
    case .wrongBatch(let expected, let found):
      "The model returned \(found) results for a batch of \(expected) inputs; scores need one for each."
    case .noDonor: "The fill donor needs other items of a data set; there are none here."
    }
  }
}
