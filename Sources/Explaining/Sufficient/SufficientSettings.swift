import MaskSolving

/// Settings of masks that keep the answer.
public struct SufficientSettings: Sendable, Equatable {
  public var criterion: AnswerCriterion
  /// What is small about a small mask.
  public var objective: MaskObjective
  /// Limit of passes for each mask; nil is 1,000, or 2,500 for more than 256 windows.
  public var passes: Int?
  /// A mask is improved no longer after so many passes in which none smaller was found.
  public var patience: Int
  /// Limit of seconds for each input; nil is none. Results of searches that it ends depend on the machine.
  public var timeLimit: Double?
  /// How many sufficient masks to look for that share no window.
  public var masks: Int
  /// Whether to look also for a small part whose hiding changes the answer.
  public var findsNecessary: Bool
  /// Random completions of what the first mask hides, with which its answer is tried.
  public var completions: Int

  public init(
    criterion: AnswerCriterion = .targetFirst,
    objective: MaskObjective = .pixels, passes: Int? = nil, patience: Int = 150, timeLimit: Double? = nil,
    masks: Int = 1, findsNecessary: Bool = false, completions: Int = 0
  ) {
    self.criterion = criterion
    self.objective = objective
    self.passes = passes
    self.patience = patience
    self.timeLimit = timeLimit
    self.masks = masks
    self.findsNecessary = findsNecessary
    self.completions = completions
  }

  /// The limit of passes for one mask over so many units.
  public func passLimit(units: Int) -> Int { passes ?? (units <= 256 ? 1000 : 2500) }
}
