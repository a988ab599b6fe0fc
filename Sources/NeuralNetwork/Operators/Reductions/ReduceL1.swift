import Foundation

struct ReduceL1: GroupReductionOperator {
  static let name = "ReduceL1"
  static let summary = "The sum of absolute values over some axes."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double { elements.reduce(0) { $0 + abs($1) } }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices { into[i] = elements[i] > 0 ? 1 : elements[i] < 0 ? -1 : 0 }
  }
}
