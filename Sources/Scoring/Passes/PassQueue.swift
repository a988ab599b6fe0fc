/// Runs the model over the inputs of many scores, in batches that are full but for the last, whoever's the inputs are.
/// Inputs of one key are run once.
struct PassQueue {
  let target: Int
  let batch: Int
  let classify: Classify

  /// - Parameter handle: gets the index of each of `plans`, and its result, as soon as its answers are there.
  func run<Result>(_ plans: [Passes<Result>], handle: (Int, Result) throws -> Void) throws {
    var answers: [[Answer?]] = plans.map { Array(repeating: nil, count: $0.count) }
    var missing = plans.map(\.count)
    // Of each key the answer, or the passes that wait for it; of an input without one the pass alone.
    var known: [PassKey: Answer] = [:]
    var askers: [PassKey: [(plan: Int, pass: Int)]] = [:]
    var waiting: [(key: PassKey?, plan: Int, pass: Int, input: ModelInput)] = []

    func tell(_ answer: Answer, _ plan: Int, _ pass: Int) throws {
      answers[plan][pass] = answer
      missing[plan] -= 1
      guard missing[plan] == 0 else { return }
      try handle(plan, try plans[plan].result(answers[plan].compactMap(\.self)))
      answers[plan] = []
    }
    func flush() throws {
      for (answer, pass) in zip(try ask(waiting.map(\.input)), waiting) {
        guard let key = pass.key else {
          try tell(answer, pass.plan, pass.pass)
          continue
        }
        known[key] = answer
        for asker in askers.removeValue(forKey: key) ?? [] { try tell(answer, asker.plan, asker.pass) }
      }
      waiting.removeAll(keepingCapacity: true)
    }
    for (index, plan) in plans.enumerated() {
      if plan.count == 0 { try handle(index, try plan.result([])) }
      for pass in 0..<plan.count {
        let key = plan.key(pass)
        if let key {
          if let answer = known[key] {
            try tell(answer, index, pass)
            continue
          }
          askers[key, default: []].append((index, pass))
          if askers[key]?.count != 1 { continue }
        }
        waiting.append((key, index, pass, try plan.input(pass)))
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
