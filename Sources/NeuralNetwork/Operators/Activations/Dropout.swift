struct Dropout: ReshapingOperator, HomogeneousOperator {
  static let name = "Dropout"
  static let summary = "The input itself: dropout does nothing in inference."
  static let inputs = 1...3
  static let limits = "inference only; no mask output"
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { attributes.ignore("ratio", "seed", "is_test") }
  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    if inputs.count > 2, let training = inputs[2]?.constant, training.integers.first != 0 {
      throw .unsupported("training_mode is on; export the model in evaluation mode")
    }
    return try inputs.required(0).shape
  }
}
