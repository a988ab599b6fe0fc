import Storing

/// Makes the record of an item. One per worker thread; it never moves to another.
public protocol ItemProcessor: AnyObject {
  /// The record of item `index`. What goes wrong with the item becomes a record of a failure.
  func process(_ index: Int) -> ItemRecord

  /// What an item is called, for the record of one that kills every process that works on it.
  func identify(_ index: Int) -> (id: String, label: Int?)
}

extension ItemProcessor {
  public func identify(_ index: Int) -> (id: String, label: Int?) { ("#\(index)", nil) }
}
