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

/// What an input of an item is, as far as several measures or maps may ask for the same.
enum PassKey: Hashable {
  /// Nothing is removed.
  case whole
  /// Everything is removed.
  case empty(RemovalFill)
  /// The first pixels of an order are all that is shown, or what is removed.
  case first(Int, of: PixelOrder.ID, shown: Bool, RemovalFill)
  /// The image within a box, at the size of the whole.
  case crop(PixelBox)
  /// One of the inputs of a measure.
  case named(String, Int)
}

/// Inputs to run the model on, and what is made of its answers.
///
/// Nothing is computed before it is asked for: a queue draws inputs from many of these to fill its batches
/// (``PassQueue``).
public struct Passes<Result> {
  public var count: Int
  /// What an input is; inputs of an item with one key are equal and are run once, whoever asks. Nil for one that nobody
  /// shares.
  var key: (Int) -> PassKey?
  /// Makes an input; asked for at most once each, in order.
  let input: (Int) throws -> ModelInput
  let result: ([Answer]) throws -> Result

  init(
    count: Int, key: @escaping (Int) -> PassKey? = { _ in nil }, input: @escaping (Int) throws -> ModelInput,
    result: @escaping ([Answer]) throws -> Result
  ) {
    self.count = count
    self.key = key
    self.input = input
    self.result = result
  }

  /// A result that takes no pass.
  init(_ result: @escaping () throws -> Result) {
    self.init(count: 0, input: { _ in preconditionFailure("no inputs") }, result: { _ in try result() })
  }

  /// The same passes, of whose result something else is made.
  func map<Other>(_ transform: @escaping (Result) throws -> Other) -> Passes<Other> {
    Passes<Other>(count: count, key: key, input: input) { [result] in try transform(result($0)) }
  }

  /// The same passes, shared with all others of this name: their inputs do not depend on the map.
  func shared(by name: String) -> Self {
    var named = self
    named.key = { [key] in key($0) ?? .named(name, $0) }
    return named
  }

  /// These passes and then others.
  func and<Other>(_ other: Passes<Other>) -> Passes<(Result, Other)> {
    Passes<(Result, Other)>(
      count: count + other.count, key: { [count, key] in $0 < count ? key($0) : other.key($0 - count) },
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
