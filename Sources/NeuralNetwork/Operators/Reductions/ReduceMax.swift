import Foundation

struct ReduceMax: GroupReductionOperator {
  static let name = "ReduceMax"
  static let summary = "The largest over some axes; the gradient goes to the first of equal ones."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double { elements.reduce(-.infinity) { Swift.max($0, $1) } }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices { into[i] = 0 }
    if let first = elements.firstIndex(of: result) { into[first] = 1 }
  }
}
