import Foundation

struct ReduceLogSum: GroupReductionOperator {
  static let name = "ReduceLogSum"
  static let summary = "The logarithm of the sum over some axes."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double { log(elements.reduce(0, +)) }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices { into[i] = exp(-result) }
  }
}
