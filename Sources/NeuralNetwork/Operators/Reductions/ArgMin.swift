/// The index of the smallest element along an axis.
struct ArgMin: ArgOperator {
  static let name = "ArgMin"
  let arg: ArgAttributes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { arg = try ArgAttributes(&attributes) }
  func isBetter(_ a: Double, than b: Double) -> Bool { a < b }
}
