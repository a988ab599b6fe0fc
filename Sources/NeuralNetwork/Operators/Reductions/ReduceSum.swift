struct ReduceSum: ReductionOperator {
  static let name = "ReduceSum"
  static let summary = "The sum over some axes."
  let axes: ReductionAxes
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axes = try ReductionAxes(&attributes) }
  func evaluate(_ elements: [Double]) -> Double { elements.reduce(0, +) }

  func reduce(_ x: Operand, to shape: [Int], _ builder: PlanBuilder) throws(NetworkError)
    -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand)
  {
    (
      try builder.summed(x, to: shape),
      { gradient throws(NetworkError) in try builder.expanded(gradient, to: x.shape) }
    )
  }
}
