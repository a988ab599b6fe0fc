/// Where each region of a plan lies in a runner's scratch memory: regions whose lifetimes do not meet share it.
struct MemoryPlan: Sendable {
  var offsets: [Int]
  var byteCount: Int

  /// - Parameter pinned: regions that keep their contents for the whole run.
  init(regions: [Int], steps: [Step], pinned: Set<Int>) {
    var first = [Int](repeating: Int.max, count: regions.count)
    var last = [Int](repeating: -1, count: regions.count)
    func region(_ operand: Operand) -> Int? {
      if case .region(let i) = operand.place { i } else { nil }
    }
    for (time, step) in steps.enumerated() {
      for operand in step.reads + step.writes {
        guard let i = region(operand) else { continue }
        first[i] = min(first[i], time)
        last[i] = max(last[i], time)
      }
    }
    // A result may take the place of an operand that is needed no longer.
    var owner = Array(regions.indices)
    func root(_ i: Int) -> Int { owner[i] == i ? i : root(owner[i]) }
    for (time, step) in steps.enumerated() {
      guard let overwritten = step.mayOverwrite.flatMap(region), let result = step.writes.first.flatMap(region),
        !pinned.contains(overwritten), !pinned.contains(result), first[result] == time
      else { continue }
      let place = root(overwritten)
      guard last[place] == time, place != result, regions[place] >= regions[result] else { continue }
      owner[result] = place
      last[place] = max(last[place], last[result])
    }
    for i in pinned {
      first[i] = -1
      last[i] = Int.max
    }
    offsets = [Int](repeating: 0, count: regions.count)
    byteCount = 0
    var placed: [(range: Range<Int>, first: Int, last: Int)] = []
    let roots = regions.indices.filter { owner[$0] == $0 && (last[$0] >= 0) }
    for i in roots.sorted(by: { (regions[$0], $1) > (regions[$1], $0) }) {
      let size = (regions[i] + 63) / 64 * 64
      var offset = 0
      for other in placed where other.first <= last[i] && first[i] <= other.last {
        if offset + size <= other.range.lowerBound { break }
        offset = max(offset, other.range.upperBound)
      }
      offsets[i] = offset
      byteCount = max(byteCount, offset + size)
      let entry = (offset..<offset + size, first[i], last[i])
      placed.insert(entry, at: placed.firstIndex { $0.range.lowerBound > offset } ?? placed.endIndex)
    }
    for i in regions.indices where owner[i] != i { offsets[i] = offsets[root(i)] }
  }
}
