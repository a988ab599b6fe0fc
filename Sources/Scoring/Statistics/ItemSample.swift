import Reproducibility

/// A uniform sample of at most `capacity` items that does not depend on the order they come in, nor on which rank saw
/// them: those with the smallest scattered index ("bottom-k"). Holds every item while there are no more than that.
public struct ItemSample<Row: Sendable>: Sendable {
  public let capacity: Int
  /// Items offered so far.
  public private(set) var offered = 0
  private var entries: [(key: UInt64, index: Int, row: Row)] = []
  /// Keys from here on are not wanted any more.
  private var limit = UInt64.max

  public init(capacity: Int = 10_000) {
    precondition(capacity > 0)
    self.capacity = capacity
  }

  /// Does the sample hold every item offered?
  public var isComplete: Bool { offered == entries.count }

  /// The sampled rows in order of their index.
  public var rows: [(index: Int, row: Row)] {
    trimmed().sorted { $0.index < $1.index }.map { ($0.index, $0.row) }
  }

  /// Offers the item of index `index`; `row` is only made when the item may stay. Each index at most once.
  public mutating func offer(_ index: Int, row: @autoclosure () -> Row) {
    offer(index, scatteredBy: UInt64(bitPattern: Int64(index)) &+ 0x9E37_79B9_7F4A_7C15, row: row())
  }

  /// Offers an item chosen by its name instead of its index, so that samples of several runs hold the same items.
  public mutating func offer(_ index: Int, named name: String, row: @autoclosure () -> Row) {
    let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    offer(index, scatteredBy: hash, row: row())
  }

  private mutating func offer(_ index: Int, scatteredBy number: UInt64, row: @autoclosure () -> Row) {
    offered += 1
    let key = SplitMix64.mix(number)
    guard key <= limit else { return }
    entries.append((key, index, row()))
    trim()
  }

  public mutating func merge(_ other: ItemSample) {
    offered += other.offered
    entries += other.entries
    trim(always: true)
  }

  /// Cuts back to capacity, seldom, so that an offer costs little.
  private mutating func trim(always: Bool = false) {
    guard entries.count > (always ? capacity : 2 * capacity) else { return }
    entries = trimmed()
    limit = entries.last?.key ?? .max
  }

  private func trimmed() -> [(key: UInt64, index: Int, row: Row)] {
    guard entries.count > capacity else { return entries }
    return Array(entries.sorted { $0.key < $1.key }.prefix(capacity))
  }
}
