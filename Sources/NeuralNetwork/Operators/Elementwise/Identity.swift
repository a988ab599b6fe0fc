/// The input itself.
struct Identity: ReshapingOperator {
  static let name = "Identity"
  static let inputs = 1...1
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] { try inputs.required(0).shape }
}
