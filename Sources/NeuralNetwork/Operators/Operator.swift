/// What one implements to teach Winnow an ONNX operator: one small file in the folder of its kind, and a line in ``OperatorRegistry``.
///
/// 1. `init` reads and checks the attributes. What it cannot honour it refuses with `NetworkError.unsupported`, naming the
///    attribute; attributes nobody asked for are refused by the reader.
/// 2. `infer` gives type and shape of each output from those of the inputs. Shapes are concrete, the batch included. Where
///    all that is needed is constant it also gives the values (constant evaluation): shape arithmetic then disappears
///    before anything runs. Shape-only knowledge counts: `Shape` always returns a constant.
/// 3. `lower` writes the forward steps, and registers with `node.onBackward` how the gradient of its outputs becomes the
///    gradient of its inputs (the vector-Jacobian product), where one is wanted.
///
/// Most operators need less: an element-wise function conforms to ``ElementwiseOperator``, one that only moves elements to
/// ``MovementOperator``, one that changes only the shape to ``ReshapingOperator``.
protocol Operator: Sendable {
  /// ONNX's name.
  static var name: String { get }
  /// How many inputs are allowed.
  static var inputs: ClosedRange<Int> { get }

  /// What it computes, for the table in docs/operators.md, as the next three.
  static var summary: String { get }
  /// What is not supported of it.
  static var limits: String { get }
  /// The operator set that it came with; `ONNXReader.opsets` begins with the oldest supported.
  static var since: Int { get }
  /// The last operator set that has it; nil where it is in the newest.
  static var until: Int? { get }

  init(_ attributes: inout NodeAttributes) throws(NetworkError)

  /// - Parameter inputs: nil where an optional input is absent.
  /// - Returns: one value an output, in order. May be fewer than the operator defines; using one of the others is then
  ///   refused.
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value]

  func lower(_ node: LoweredNode) throws(NetworkError)

  /// Whether the first output is the first input unchanged, so that the node can be forgotten.
  func isIdentity(_ inputs: [Value?]) -> Bool

  /// Whether it is fastest on images in blocks of channels, the layout convolutions use.
  var prefersChannelBlocks: Bool { get }
}

extension Operator {
  /// For operators of our own, which are in no table.
  static var summary: String { "" }
  static var limits: String { "" }
  static var since: Int { ONNXReader.opsets.lowerBound }
  static var until: Int? { nil }
  func isIdentity(_ inputs: [Value?]) -> Bool { false }
  var prefersChannelBlocks: Bool { false }
}

/// Checked access to a node's inputs during inference.
extension [Value?] {
  func required(_ index: Int) throws(NetworkError) -> Value {
    guard index < count, let value = self[index] else { throw .malformed("its input \(index) is missing") }
    return value
  }

  func optional(_ index: Int) -> Value? { index < count ? self[index] : nil }

  /// An input that must be known when planning, because shapes or layouts depend on it.
  func constant(_ index: Int, _ what: String) throws(NetworkError) -> ConstantTensor? {
    guard let value = optional(index) else { return nil }
    guard let constant = value.constant else {
      throw .unsupported("its input '\(what)' must be constant; it depends on the data")
    }
    return constant
  }
}
