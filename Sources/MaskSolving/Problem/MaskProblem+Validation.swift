extension MaskProblem {
  /// Sums of costs stay well within 32 bits.
  private static let pixelLimit = 1 << 28

  /// Refuses what has no exact meaning: NaN or infinite numbers, indices out of range or twice in one constraint,
  /// negative or overflowing costs.
  public func validate() throws(MaskSolvingError) {
    var total = 0
    for (variable, pixels) in pixelsPerVariable.enumerated() {
      if pixels < 0 { throw .invalidProblem("variable \(variable) covers \(pixels) pixels") }
      let (sum, overflow) = total.addingReportingOverflow(pixels)
      if overflow || sum > Self.pixelLimit {
        throw .invalidProblem("the windows cover more than \(Self.pixelLimit) pixels")
      }
      total = sum
    }
    var lastSeen = [Int32](repeating: -1, count: variableCount)
    for (index, constraint) in constraints.enumerated() {
      guard constraint.variables.count == constraint.coefficients.count else {
        throw .invalidProblem(
          "constraint \(index) has \(constraint.variables.count) variables and "
            + "\(constraint.coefficients.count) coefficients")
      }
      guard constraint.bias.isFinite, constraint.threshold.isFinite else {
        throw .invalidProblem(
          "constraint \(index) has bias \(constraint.bias) and threshold \(constraint.threshold); both must be finite")
      }
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) {
        guard variable >= 0, Int(variable) < variableCount else {
          throw .invalidProblem("constraint \(index) names variable \(variable) of \(variableCount)")
        }
        guard lastSeen[Int(variable)] != Int32(index) else {
          throw .invalidProblem("constraint \(index) names variable \(variable) twice")
        }
        lastSeen[Int(variable)] = Int32(index)
        guard coefficient.isFinite else {
          throw .invalidProblem("constraint \(index) has coefficient \(coefficient) for variable \(variable)")
        }
      }
    }
  }

  /// Cost of each variable under `objective`.
  public func costs(_ objective: MaskObjective) -> [Int] {
    switch objective {
    case .windows: return [Int](repeating: 1, count: variableCount)
    case .pixels: return pixelsPerVariable
    }
  }

  /// Cost of a mask under `objective`.
  public func cost(of mask: [Bool], _ objective: MaskObjective) -> Int {
    var total = 0
    for (variable, kept) in mask.enumerated() where kept {
      total += objective == .windows ? 1 : pixelsPerVariable[variable]
    }
    return total
  }
}
