import Saliency

/// What the model says of one input, as far as scores ask.
public struct Answer: Sendable, Equatable {
  /// Probability of the explained class.
  public var probability: Double
  /// The class with the highest probability.
  public var first: Int

  init(_ probabilities: [Float], target: Int) {
    probability = Double(probabilities[target])
    first = topClass(probabilities)
  }
}

/// Inputs to run the model on, and what is made of its answers.
///
/// Nothing is computed before it is asked for: a queue draws inputs from many of these to fill its batches
/// (``PassQueue``).
public struct Passes<Result> {
  /// Passes of one name have the same inputs and are run once, whoever asks.
  public var name: String?
  public var count: Int
  /// Makes an input; asked for once each, in order.
  let input: (Int) throws -> ModelInput
  let result: ([Answer]) throws -> Result

  init(
    name: String? = nil, count: Int, input: @escaping (Int) throws -> ModelInput,
    result: @escaping ([Answer]) throws -> Result
  ) {
    self.name = name
    self.count = count
    self.input = input
    self.result = result
  }

  /// A result that takes no pass.
  init(_ result: @escaping () throws -> Result) {
    self.init(count: 0, input: { _ in preconditionFailure("no inputs") }, result: { _ in try result() })
  }

  /// The same passes, of whose result something else is made.
  func map<Other>(_ transform: @escaping (Result) throws -> Other) -> Passes<Other> {
    Passes<Other>(name: name, count: count, input: input) { [result] in try transform(result($0)) }
  }

  /// These passes and then others.
  func and<Other>(_ other: Passes<Other>) -> Passes<(Result, Other)> {
    Passes<(Result, Other)>(
      count: count + other.count,
      input: { [count, input] in try $0 < count ? input($0) : other.input($0 - count) },
      result: { [count, result] in
        (try result(Array($0.prefix(count))), try other.result(Array($0.dropFirst(count))))
      })
  }

  /// Runs them alone, at most `batch` inputs at a time.
  func run(target: Int, batch: Int, classify: @escaping Classify) throws -> Result {
    var results: [Result] = []
    try PassQueue(target: target, batch: batch, classify: classify).run([self]) { results.append($1) }
    return results[0]
  }
}

/// The passes of a measure for one map or mask, or the item: they make scores.
public typealias ScorePlan = Passes<[NamedValue]>
