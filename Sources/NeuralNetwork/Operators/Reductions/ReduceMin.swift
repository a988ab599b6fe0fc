import Foundation

struct ReduceMin: GroupReductionOperator {
  static let name = "ReduceMin"
  static let summary = "The smallest over some axes; the gradient goes to the first of equal ones."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double { elements.reduce(.infinity) { Swift.min($0, $1) } }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices { into[i] = 0 }
    if let first = elements.firstIndex(of: result) { into[first] = 1 }
  }
}
