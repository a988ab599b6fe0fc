/// Rows of one number a class, `[batch, classes]`, computed from what a network's output, or the node before it, gives.
///
/// One number a sample is about two classes: of a logit `z` the two logits are `[-z/2, z/2]`, whose softmax is
/// `[1 - p, p]` with `p` the sigmoid of `z`. Halves are exact, the two classes have gradients of equal size, and the step
/// is a fully connected layer, which whole networks can be encoded with.
struct ClassScores: CompositeOperator {
  enum Rule {
    /// The numbers as they are.
    case rows
    /// Logits; two of a single one.
    case logits
    /// The softmax of logits.
    case softmax
    /// A sigmoid of each logit; of a single one the softmax of the two.
    case sigmoid
    /// Independent probabilities; `[1 - p, p]` of a single one.
    case probabilities
    /// Logits of probabilities that add up to 1: their logarithms.
    case logarithms
    /// Logits of independent probabilities: log p - log(1 - p).
    case logOdds
  }

  static let name = "ClassScores"
  static let inputs = 1...1
  private let rule: Rule

  init(_ rule: Rule) { self.rule = rule }
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { rule = .rows }

  /// Outputs that cannot be read this way are not refused here: a network with several must stay readable. See
  /// ``Network/probabilities(output:inputShape:)``.
  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let x = try inputs.required(0)
    let width = x.shape.dropFirst().reduce(1, *)
    let rows = try writer.reshape(writer.inputs[0], [x.shape.first ?? 1, width])
    guard x.type.isFloatingPoint, x.count > 0 else { return [rows] }
    let isSingle = width == 1
    switch rule {
    case .rows: return [rows]
    case .logits: return [isSingle ? try twoLogits(rows, x.type, &writer) : rows]
    case .sigmoid where !isSingle: return [try writer.add("Sigmoid", [rows])]
    case .softmax, .sigmoid:
      let logits = isSingle ? try twoLogits(rows, x.type, &writer) : rows
      return [try writer.add("Softmax", [logits], ["axis": .int(-1)])]
    case .probabilities:
      guard isSingle else { return [rows] }
      return [try writer.add("Concat", [complement(rows, x.type, &writer), rows], ["axis": .int(1)])]
    case .logarithms: return [try logarithm(rows, x.type, &writer)]
    case .logOdds:
      let no = try logarithm(complement(rows, x.type, &writer), x.type, &writer)
      let odds = try writer.add("Sub", [logarithm(rows, x.type, &writer), no])
      return [isSingle ? try twoLogits(odds, x.type, &writer) : odds]
    }
  }

  private func twoLogits(_ z: String, _ type: ElementType, _ writer: inout NodeWriter) throws(NetworkError) -> String {
    try writer.add("MatMul", [z, constant([1, 2], [-0.5, 0.5], type, &writer)])
  }

  private func complement(_ p: String, _ type: ElementType, _ writer: inout NodeWriter) throws(NetworkError) -> String {
    try writer.add("Sub", [constant([], [1], type, &writer), p])
  }

  /// Kept finite: of 0 the logarithm of the smallest normal number.
  private func logarithm(_ p: String, _ type: ElementType, _ writer: inout NodeWriter) throws(NetworkError) -> String {
    let least = constant([], [Double(Float.leastNormalMagnitude)], type, &writer)
    return try writer.add("Log", [writer.add("Max", [p, least])])
  }

  private func constant(
    _ shape: [Int], _ values: [Double], _ type: ElementType, _ writer: inout NodeWriter
  ) -> String {
    writer.constant(ConstantTensor(type: type, shape: shape, elements: .doubles(values)))
  }
}
