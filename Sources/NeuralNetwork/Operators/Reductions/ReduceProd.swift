import Foundation

struct ReduceProd: GroupReductionOperator {
  static let name = "ReduceProd"
  static let summary = "The product over some axes."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }

  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double { elements.reduce(1, *) }

  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>) {
    for i in elements.indices {
      into[i] = elements.indices.reduce(1) { $1 == i ? $0 : $0 * elements[$1] }
    }
  }
}
