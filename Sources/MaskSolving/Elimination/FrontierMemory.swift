/// Memory for sweeps, one after the other.
final class FrontierMemory {
  private(set) var lanes: UnsafeMutablePointer<FrontierElimination.Lane>
  /// For each byte of a table eight numbers: the ceiling where the byte has a 0.
  let penalties: UnsafeMutablePointer<FrontierElimination.Lane>
  private var choices: UnsafeMutablePointer<FrontierElimination.Lane>
  private var laneCapacity = 0
  private var choiceCapacity = 0
  private var choiceStride = 0
  /// Nil without a limit.
  let budget: MemoryBudget?
  private var reservation: MemoryBudget.Reservation?

  init(budget: MemoryBudget? = nil) {
    self.budget = budget
    reservation = budget?.reserve(0)
    lanes = .allocate(capacity: 1)
    choices = .allocate(capacity: 1)
    penalties = .allocate(capacity: 256)
    for byte in 0..<256 {
      var lane = FrontierElimination.Lane(repeating: .min)
      for bit in 0..<8 where byte >> bit & 1 == 0 { lane[bit] = FrontierElimination.ceiling }
      penalties[byte] = lane
    }
  }

  deinit {
    lanes.deallocate()
    choices.deallocate()
    penalties.deallocate()
  }

  /// Makes room for a sweep; false when the budget has none.
  func holds(_ sweep: FrontierElimination) -> Bool {
    let count = 1 << (sweep.width - 3)
    let choiceCount = max(1, count >> 5) * sweep.variables.count
    let bytes =
      (max(count, laneCapacity) + max(choiceCount, choiceCapacity)) * MemoryLayout<FrontierElimination.Lane>.stride
    guard reservation?.resize(to: bytes) ?? true else { return false }
    if count > laneCapacity {
      lanes.deallocate()
      lanes = .allocate(capacity: count)
      laneCapacity = count
    }
    choiceStride = max(1, count >> 5)
    if choiceCount > choiceCapacity {
      choices.deallocate()
      choiceCapacity = choiceCount
      choices = .allocate(capacity: choiceCapacity)
    }
    return true
  }

  /// Bit `j` of lane `k` of entry `i` says what is cheaper under the assignment 128 i + 8 j + k of the rest.
  func choices(of entry: Int) -> UnsafeMutablePointer<FrontierElimination.Lane> {
    choices + entry * choiceStride
  }
}
