/// What the searches of one solve share.
struct SearchLimits: Sendable {
  var budget = MemoryBudget(megabytes: nil)
  /// Parts searched side by side.
  var threads = 1
  var prover = MaskProver.search
}
