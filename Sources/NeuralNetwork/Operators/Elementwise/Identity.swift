struct Identity: ReshapingOperator, HomogeneousOperator {
  static let name = "Identity"
  static let summary = "The input itself."
  static let inputs = 1...1
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] { try inputs.required(0).shape }
}
