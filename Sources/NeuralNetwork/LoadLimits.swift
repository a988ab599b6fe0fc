/// Bounds that a model file must keep to, checked before anything of that size is allocated, so that a damaged or hostile
/// file ends in an error instead of exhausting memory.
public struct LoadLimits: Sendable, Equatable {
  /// Largest size of the model file, and of each file of external weights, in bytes.
  public var fileBytes: Int
  /// Largest number of elements of one tensor: a weight, or an activation at the batch size planned for.
  public var tensorElements: Int
  /// Largest number of elements of all weights and folded constants together.
  public var constantElements: Int
  /// Largest number of nodes, functions expanded.
  public var nodes: Int

  public init(
    fileBytes: Int = 1 << 32, tensorElements: Int = 1 << 29, constantElements: Int = 1 << 30, nodes: Int = 100_000
  ) {
    self.fileBytes = fileBytes
    self.tensorElements = tensorElements
    self.constantElements = constantElements
    self.nodes = nodes
  }
}
