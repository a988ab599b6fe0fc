/// A reduction computed by our own code, group by group: those oneDNN has no primitive or no gradient for.
protocol GroupReductionOperator: ReductionOperator {
  func evaluate(_ elements: UnsafeBufferPointer<Double>) -> Double
  /// Derivative of the result with respect to each element.
  func partials(_ elements: UnsafeBufferPointer<Double>, _ result: Double, into: UnsafeMutableBufferPointer<Double>)
}

extension GroupReductionOperator {
  func evaluate(_ elements: [Double]) -> Double { elements.withUnsafeBufferPointer { evaluate($0) } }

  func reduce(_ x: Operand, to shape: [Int], _ builder: PlanBuilder) throws(NetworkError)
    -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Operand)
  {
    let source = try builder.plain(x)
    let result = builder.newPlain(shape)
    // Offsets of the groups, and of the elements within a group.
    let strides = Shape.strides(source.shape)
    var groups = [0]
    var members = [0]
    for axis in source.shape.indices {
      let offsets = (0..<source.shape[axis]).map { $0 * strides[axis] }
      if shape[axis] == 1 {
        members = members.flatMap { m in offsets.map { m + $0 } }
      } else {
        groups = groups.flatMap { g in offsets.map { g + $0 } }
      }
    }
    let (starts, inside) = (groups, members)
    builder.kernel(Self.name, reads: [source], writes: [result]) { p in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: inside.count) { elements in
        for (i, start) in starts.enumerated() {
          for (k, offset) in inside.enumerated() { elements[k] = Double(p[0][start + offset]) }
          p[1][i] = Float(evaluate(UnsafeBufferPointer(elements)))
        }
      }
    }
    return (
      result,
      { gradient throws(NetworkError) in
        let incoming = try builder.plain(gradient)
        let back = builder.newPlain(source.shape)
        builder.kernel("\(Self.name) gradient", reads: [source, incoming], writes: [back]) { p in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * inside.count) { memory in
            let elements = UnsafeMutableBufferPointer(rebasing: memory[..<inside.count])
            let partials = UnsafeMutableBufferPointer(rebasing: memory[inside.count...])
            for (i, start) in starts.enumerated() {
              for (k, offset) in inside.enumerated() { elements[k] = Double(p[0][start + offset]) }
              let group = UnsafeBufferPointer(elements)
              self.partials(group, evaluate(group), into: partials)
              for (k, offset) in inside.enumerated() { p[2][start + offset] = p[1][i] * Float(partials[k]) }
            }
          }
        }
        return back
      }
    )
  }
}
