import Timing

extension BlockSystem {
  /// Fixes what the tables decide, to a fixed point.
  ///
  /// - A variable with only one feasible value in some table takes it.
  /// - A variable whose lowering no table objects to becomes 0; one that costs nothing and whose raising no table
  ///   objects to becomes 1. (Some optimal mask has it so.)
  /// - A variable that makes no difference to a table leaves it; a table without infeasible assignments is dropped.
  /// - A variable that another one can stand in for becomes 0.
  /// - A table over a subset of another's variables is merged into it.
  ///
  /// - Parameters:
  ///   - fixings: values to impose first.
  ///   - deadline: ends it before the fixed point; what was done is sound.
  mutating func reduce(fixings: [(variable: Int32, value: Bool)] = [], deadline: Deadline = .never) {
    var reducer = TableReducer(self)
    reducer.run(fixings, deadline: deadline)
    self = reducer.system
    if isInfeasible || deadline.hasPassed { return }
    if (log == nil && mergeSubsumed(deadline: deadline)) || fixDominated(deadline: deadline) {
      reduce(deadline: deadline)
    }
  }
}
