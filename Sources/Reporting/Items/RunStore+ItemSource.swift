import Storing

extension RunStore: ItemSource {
  public func forEachItem(_ body: (ItemRecord) throws -> Void) throws {
    try forEachRecord(body)
  }

  public func forEachItemWithoutMaps(_ body: (ItemRecord) throws -> Void) throws {
    try forEachRecord(includingMaps: false, body)
  }

  public func item(at index: Int) throws -> ItemRecord? { try record(at: index) }
}
