/// Why a variable got its value; a proof repeats these.
enum ReductionStep: Sendable, Equatable {
  /// A table has no assignment with the other value.
  case forced(Int32, Bool)
  /// No table objects to 0 (or, where the variable costs nothing, to 1).
  case unopposed(Int32, Bool)
  /// With the other value propagation empties a table.
  case failed(Int32, Bool)
  /// The second can stand in for the first, which becomes 0.
  case dominated(Int32, by: Int32)
}
