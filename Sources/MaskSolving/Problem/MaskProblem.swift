/// 0/1 minimisation under strict linear threshold constraints.
///
/// Find `m` in {0, 1}^n of least cost such that for every constraint
/// `sum(coefficient * m[variable]) + bias > threshold`, strictly, where every number is an exact IEEE double and the
/// sum is the real-number sum (SMUG, arXiv:2006.16322, section 3).
public struct MaskProblem: Sendable, Equatable {
  /// One strict threshold constraint.
  public struct Constraint: Sendable, Equatable {
    /// Indices into the problem's variables, each at most once.
    public var variables: [Int32]
    /// One coefficient per entry of `variables`.
    public var coefficients: [Double]
    public var bias: Double
    public var threshold: Double

    public init(variables: [Int32], coefficients: [Double], bias: Double, threshold: Double) {
      self.variables = variables
      self.coefficients = coefficients
      self.bias = bias
      self.threshold = threshold
    }
  }

  /// Cost of variable `i` under ``MaskObjective/pixels``: how many pixels its window covers. Its count is the number
  /// of variables.
  public var pixelsPerVariable: [Int]
  public var constraints: [Constraint]

  public var variableCount: Int { pixelsPerVariable.count }

  public init(pixelsPerVariable: [Int], constraints: [Constraint]) {
    self.pixelsPerVariable = pixelsPerVariable
    self.constraints = constraints
  }
}

/// What a mask costs.
public enum MaskObjective: String, Sendable, Codable, CaseIterable {
  /// The number of kept windows.
  case windows
  /// The number of kept pixels: a border window that covers fewer pixels weighs less (the reference's objective).
  case pixels
}
