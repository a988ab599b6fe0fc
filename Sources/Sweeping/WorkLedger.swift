import Foundation

/// Rank 0's book of what is to be done, who has it, and who asks for more. Pure bookkeeping: no messages, no store.
struct WorkLedger {
  struct Grant: Equatable {
    var rank: Int
    var items: [Int]
    /// To be worked on in a process of their own.
    var isolated: Bool
  }

  private struct RankEntry {
    var threads = 1
    /// Items it was given and has not answered for.
    var held = 0
    var wanted = 0
    var idle = 0
    /// Stands in `asking`.
    var isAsking = false
    var isRecalled = false
    /// It had nothing to give back, and nothing has changed since.
    var isUnyielding = false
    var hasSuspect = false

    mutating func give(_ count: Int) {
      held += count
      wanted = max(0, wanted - count)
      idle = max(0, idle - count)
      isUnyielding = false
    }

    mutating func answer() {
      held -= 1
      isUnyielding = false
    }
  }

  private var pending: PendingItems
  private var suspects: PendingItems
  private let isSuspect: IndexSet
  /// Which rank has an item.
  private var owner: [Int: Int] = [:]
  private var ranks: [Int: RankEntry] = [:]
  /// Ranks that asked and were not given all yet, in the order they asked.
  private var asking: [Int] = []
  private var totalThreads = 0

  /// - Parameters:
  ///   - items: everything to be done.
  ///   - suspects: those of them that were in flight when an earlier sweep died.
  init(items: IndexSet, suspects: IndexSet) {
    let suspects = suspects.intersection(items)
    pending = PendingItems(items.subtracting(suspects))
    self.suspects = PendingItems(suspects)
    isSuspect = suspects
  }

  var isDone: Bool { pending.isEmpty && suspects.isEmpty && owner.isEmpty }
  /// Items that are out with a rank.
  var outstanding: Int { owner.count }

  mutating func register(rank: Int, threads: Int) {
    ranks[rank, default: RankEntry()].threads = threads
    totalThreads += threads
  }

  mutating func request(rank: Int, wanted: Int, idle: Int) {
    ranks[rank, default: RankEntry()].wanted = wanted
    ranks[rank, default: RankEntry()].idle = idle
    if ranks[rank]?.isAsking == false {
      asking.append(rank)
      ranks[rank]?.isAsking = true
    }
  }

  /// An item's record came. False when the rank was not given it.
  mutating func finish(item: Int, rank: Int) -> Bool {
    guard owner[item] == rank else { return false }
    owner[item] = nil
    ranks[rank]?.answer()
    if isSuspect.contains(item) { ranks[rank]?.hasSuspect = false }
    return true
  }

  /// A rank gave items back. False when it was not given one of them.
  mutating func takeBack(items: [Int], rank: Int) -> Bool {
    ranks[rank]?.isRecalled = false
    for item in items {
      guard owner[item] == rank else { return false }
      owner[item] = nil
      ranks[rank]?.answer()
    }
    if items.isEmpty { ranks[rank]?.isUnyielding = true }
    pending.putBack(items)
    return true
  }

  /// Gives out what can be given out now.
  ///
  /// Chunks are half of an equal share of what is left, so they shrink towards the end, and no larger than asked for;
  /// when less is left than there are threads, only idle threads get something.
  mutating func grants() -> [Grant] {
    var grants: [Grant] = []
    guard !(pending.isEmpty && suspects.isEmpty) else { return grants }
    // Threads without work come first.
    for rank in asking.filter({ ranks[$0]!.idle > 0 }) + asking.filter({ ranks[$0]!.idle == 0 }) {
      guard var entry = ranks[rank] else { continue }
      if !suspects.isEmpty, !entry.hasSuspect, entry.idle > 0 {
        let items = suspects.take(1)
        grants.append(Grant(rank: rank, items: items, isolated: true))
        entry.hasSuspect = true
        entry.give(items.count)
        for item in items { owner[item] = rank }
      }
      let share = entry.threads * (pending.count / max(1, 2 * totalThreads))
      let items = pending.take(max(entry.idle, min(entry.wanted, share)))
      if !items.isEmpty {
        grants.append(Grant(rank: rank, items: items, isolated: false))
        entry.give(items.count)
        for item in items { owner[item] = rank }
      }
      ranks[rank] = entry
      if pending.isEmpty && suspects.isEmpty { break }
    }
    for grant in grants { ranks[grant.rank]?.isAsking = false }
    asking.removeAll { !ranks[$0]!.isAsking }
    return grants
  }

  /// Ranks that should give back what they have not started, because others are idle and nothing else is left.
  mutating func recalls() -> [Int] {
    guard pending.isEmpty else { return [] }
    var idle = asking.reduce(0) { $0 + ranks[$1]!.idle }
    guard idle > 0 else { return [] }
    var recalled: [Int] = []
    // Those with the most unstarted items first; what is on its way back counts already.
    let holders = ranks.filter { $0.value.held > $0.value.threads && !$0.value.isUnyielding }.sorted {
      ($0.value.held - $0.value.threads, $1.key) > ($1.value.held - $1.value.threads, $0.key)
    }
    for (rank, entry) in holders where idle > 0 {
      idle -= entry.held - entry.threads
      if entry.isRecalled { continue }
      ranks[rank]?.isRecalled = true
      recalled.append(rank)
    }
    return recalled
  }
}

/// Items waiting to be given out, in order, as ranges: a million of them take no more memory than a few.
private struct PendingItems {
  /// Last range first.
  private var ranges: [Range<Int>]
  private(set) var count: Int

  init(_ items: IndexSet) {
    ranges = items.rangeView.reversed()
    count = items.count
  }

  var isEmpty: Bool { count == 0 }

  mutating func take(_ number: Int) -> [Int] {
    var items: [Int] = []
    while items.count < number, let range = ranges.popLast() {
      let taken = range.prefix(number - items.count)
      items.append(contentsOf: taken)
      if taken.endIndex < range.endIndex { ranges.append(taken.endIndex..<range.endIndex) }
    }
    count -= items.count
    return items
  }

  /// Puts items back before all others.
  mutating func putBack(_ items: [Int]) {
    for item in items.reversed() { ranges.append(item..<item + 1) }
    count += items.count
  }
}
