/// y = W x + b with the rows of W stored sparsely: a fully connected layer, a convolution unrolled over its positions, or a
/// per-element scaling. The numbers are what they are as doubles, exactly.
public struct AffineLayer: Sendable, Equatable {
  public let inputCount: Int
  /// Entries of row `o` are `rowStarts[o] ..< rowStarts[o + 1]`.
  public let rowStarts: [Int]
  /// Input index of each entry; at most once in a row.
  public let columns: [Int32]
  public let weights: [Double]
  /// One entry a row.
  public let bias: [Double]

  public var outputCount: Int { bias.count }

  public init(inputCount: Int, rowStarts: [Int], columns: [Int32], weights: [Double], bias: [Double]) {
    precondition(rowStarts.count == bias.count + 1 && rowStarts.last == weights.count && columns.count == weights.count)
    self.inputCount = inputCount
    self.rowStarts = rowStarts
    self.columns = columns
    self.weights = weights
    self.bias = bias
  }

  /// A fully connected layer.
  ///
  /// - Parameter weights: row-major, `bias.count` rows.
  public init(weights: [Double], bias: [Double]) {
    let inputs = bias.isEmpty ? 0 : weights.count / bias.count
    self.init(
      inputCount: inputs, rowStarts: (0...bias.count).map { $0 * inputs },
      columns: bias.indices.flatMap { _ in 0..<Int32(inputs) }, weights: weights, bias: bias)
  }

  /// A scaling and shift of each element.
  public init(scale: [Double], shift: [Double]) {
    self.init(
      inputCount: scale.count, rowStarts: Array(0...scale.count), columns: (0..<Int32(scale.count)).map { $0 },
      weights: scale, bias: shift)
  }
}

/// The largest of some inputs, for each output.
public struct MaxPoolLayer: Sendable, Equatable {
  public let inputCount: Int
  /// Members of output `o` are `starts[o] ..< starts[o + 1]`; at least one.
  public let starts: [Int]
  public let members: [Int32]

  public var outputCount: Int { starts.count - 1 }

  public init(inputCount: Int, starts: [Int], members: [Int32]) {
    precondition(starts.last == members.count && zip(starts, starts.dropFirst()).allSatisfy { $0 < $1 })
    self.inputCount = inputCount
    self.starts = starts
    self.members = members
  }
}
