import Storing
import Synchronization

/// Makes the record of an item. One per worker thread; it never moves to another.
public protocol ItemProcessor: AnyObject {
  /// The record of item `index`. What goes wrong with the item becomes a record of a failure.
  func process(_ index: Int) -> ItemRecord

  /// What an item is called, for the record of one that kills every process that works on it.
  func identify(_ index: Int) -> (id: String, label: Int?)

  /// What tells the processor, from another thread, that nobody waits for its item any more.
  var interruption: Interruption { get }
}

extension ItemProcessor {
  public func identify(_ index: Int) -> (id: String, label: Int?) { ("#\(index)", nil) }

  public var interruption: Interruption { Interruption() }
}

/// A wish to stop, made on one thread and looked at on another.
public final class Interruption: Sendable {
  private let wanted = Atomic(false)

  public init() {}

  public var isWanted: Bool { wanted.load(ordering: .relaxed) }

  func want() { wanted.store(true, ordering: .relaxed) }
}
