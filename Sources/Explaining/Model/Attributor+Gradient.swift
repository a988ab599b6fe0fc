import NeuralNetwork

extension Attributor {
  /// The gradient of a class's probability with respect to the attributed tensor at a sample's own values, row-major.
  public func gradient(of target: Int, at sample: Sample) throws(NetworkError) -> [Double] {
    try tail(.point, sample).sumOfGradients(of: target, at: [sample.activation.values])
  }
}
