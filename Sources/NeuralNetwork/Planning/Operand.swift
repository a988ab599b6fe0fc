import OneDNN

/// A tensor in a plan: a place in memory and how its elements lie there.
struct Operand: Sendable {
  enum Place: Hashable, Sendable {
    /// A region of the runner's scratch memory.
    case region(Int)
    /// Memory that belongs to the plan and is shared by all runners.
    case constant(Int)
  }

  var place: Place
  var layout: Layout
  var shape: [Int] { layout.shape }

  var isConstant: Bool { if case .constant = place { true } else { false } }

  func with(_ layout: Layout) -> Operand { Operand(place: place, layout: layout) }
}

/// One thing a runner does.
struct Step: Sendable {
  enum Action: Sendable {
    case primitive(Primitive, [(argument: Argument, operand: Operand)])
    /// Own code on dense row-major memory: pointers come in the order of `operands`.
    case kernel(operands: [Operand], run: @Sendable ([UnsafeMutablePointer<Float>]) -> Void)
  }

  var action: Action
  /// Index into the plan's nodes, for the profile.
  var node: Int
  var isBackward: Bool
  var what: String
  var reads: [Operand]
  var writes: [Operand]
  /// The result may take the memory of this operand when nobody needs it later.
  var mayOverwrite: Operand?
  /// Multiplications and additions.
  var operations: Int
}
