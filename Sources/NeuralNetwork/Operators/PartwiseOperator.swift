/// An operator that can take its first input in parts that lie one behind the other along the channels, so that they need
/// not be put together. Its `lower` asks the builder for the parts.
protocol PartwiseOperator: Operator {
  /// nil where this node needs the whole.
  func useOfParts(_ inputs: [Value?]) -> PartsUse?
}

enum PartsUse {
  /// The result is summed up part by part.
  case addedUp
  /// The result is in parts itself.
  case handedOn
}
