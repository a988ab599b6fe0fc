struct ArgMin: ArgOperator {
  static let name = "ArgMin"
  static let summary = "The index of the smallest element along an axis."
  let arg: ArgAttributes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { arg = try ArgAttributes(&attributes) }
  func isBetter(_ a: Double, than b: Double) -> Bool { a < b }
}
