import CDNNL

/// The mean over some axes.
struct ReduceMean: ReductionOperator {
  static let name = "ReduceMean"
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(0, +) / Double(elements.count) }

  func reduce(_ x: Operand, to shape: [Int], _ builder: PlanBuilder) throws(NetworkError)
    -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand)
  {
    let scale = Float(shape.reduce(1, *)) / Float(x.layout.elementCount)
    return (
      try builder.reduced(dnnl_reduction_mean, x, to: shape),
      { gradient throws(NetworkError) in try builder.expanded(builder.scaled(gradient, by: scale), to: x.shape) }
    )
  }
}
