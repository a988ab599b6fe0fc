import Foundation

struct ReduceSumSquare: GroupReductionOperator {
  static let name = "ReduceSumSquare"
  static let summary = "The sum of squares over some axes."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double { elements.reduce(0) { $0 + $1 * $1 } }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices { into[i] = 2 * elements[i] }
  }
}
