import Storing

/// Where a report reads its items: a run store, or a list in memory.
public protocol ItemSource {
  /// Hands on every item in order of its index, one at a time.
  func forEachItem(_ body: (ItemRecord) throws -> Void) throws

  /// The same, with the explanations' maps left empty where that is quicker.
  func forEachItemWithoutMaps(_ body: (ItemRecord) throws -> Void) throws

  /// The item of that index, nil when there is none.
  func item(at index: Int) throws -> ItemRecord?
}

extension ItemSource {
  public func forEachItemWithoutMaps(_ body: (ItemRecord) throws -> Void) throws { try forEachItem(body) }
}

extension Array: ItemSource where Element == ItemRecord {
  public func forEachItem(_ body: (ItemRecord) throws -> Void) throws {
    for record in sorted(by: { $0.index < $1.index }) { try body(record) }
  }

  public func item(at index: Int) throws -> ItemRecord? { first { $0.index == index } }
}
