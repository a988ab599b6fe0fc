/// An operator of one input for which f(s x) = s f(x) and f'(s x) = f'(x) wherever s is above 0.
protocol HomogeneousOperator: Operator {
  /// Whether the result is smaller than the input, as a pooling's.
  var shrinks: Bool { get }
}

extension HomogeneousOperator {
  var shrinks: Bool { false }
}
