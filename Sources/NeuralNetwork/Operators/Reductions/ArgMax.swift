/// The index of the largest element along an axis.
struct ArgMax: ArgOperator {
  static let name = "ArgMax"
  let arg: ArgAttributes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { arg = try ArgAttributes(&attributes) }
  func isBetter(_ a: Double, than b: Double) -> Bool { a > b }
}
