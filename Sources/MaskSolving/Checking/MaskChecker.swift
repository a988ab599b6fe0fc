/// Checks a mask against its problem in exact arithmetic, by code that shares nothing with the solver.
public enum MaskChecker {
  /// The first constraint that `mask` violates, or nil when the mask is feasible.
  ///
  /// - Precondition: `mask` has one entry per variable.
  public static func firstViolation(of problem: MaskProblem, mask: [Bool]) -> Int? {
    precondition(mask.count == problem.variableCount, "a mask has one entry per variable")
    var sum = ExactAccumulator()
    for (index, constraint) in problem.constraints.enumerated() {
      sum.reset()
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) where mask[Int(variable)] {
        sum.add(coefficient)
      }
      sum.add(constraint.bias)
      sum.subtract(constraint.threshold)
      if sum.signum() <= 0 { return index }
    }
    return nil
  }
}
