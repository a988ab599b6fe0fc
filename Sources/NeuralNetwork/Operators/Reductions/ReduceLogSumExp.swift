import Foundation

struct ReduceLogSumExp: GroupReductionOperator {
  static let name = "ReduceLogSumExp"
  static let summary = "The logarithm of the sum of exponentials over some axes."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double {
    { m in m.isFinite ? m + log(elements.reduce(0) { $0 + exp($1 - m) }) : m }(
      elements.reduce(-.infinity) { Swift.max($0, $1) })
  }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices { into[i] = exp(elements[i] - result) }
  }
}
