import NeuralNetwork

extension Attributor {
  /// The gradient of a class's probability with respect to the attributed tensor at a sample's own values, row-major.
  public func gradient(of target: Int, at sample: Sample) throws(NetworkError) -> [Double] {
    try begin(sample)
    let point = try native(sample.activation)
    var sum = [Double](repeating: 0, count: point.count)
    try accumulate(target, from: nil, to: point, at: [1], weights: [1], into: &sum)
    return try rowMajor(sum)
  }
}
