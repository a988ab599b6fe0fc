import Foundation

/// Where items are tried alone that may have killed a process: in a process of their own.
public struct Shelter: Sendable {
  /// Makes a processor that works in another process; nil where there is no shelter, and then such items are worked on
  /// like all others.
  let makeProcessor: @Sendable () -> (any ItemProcessor)?

  public init(_ makeProcessor: @escaping @Sendable () -> (any ItemProcessor)?) { self.makeProcessor = makeProcessor }

  /// No shelter.
  public static let none = Shelter { nil }

  /// Runs the command that this process runs once more; see `ShelteredProcessor`.
  public static let sameCommand = Shelter { nil }
}
