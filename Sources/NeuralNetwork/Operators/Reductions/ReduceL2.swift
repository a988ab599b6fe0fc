import Foundation

struct ReduceL2: GroupReductionOperator {
  static let name = "ReduceL2"
  static let summary = "The Euclidean norm over some axes; its derivative at 0 is 0."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double { elements.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices { into[i] = result == 0 ? 0 : elements[i] / result }
  }
}
