struct ArgMax: ArgOperator {
  static let name = "ArgMax"
  static let summary = "The index of the largest element along an axis."
  let arg: ArgAttributes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { arg = try ArgAttributes(&attributes) }
  func isBetter(_ a: Double, than b: Double) -> Bool { a > b }
}
