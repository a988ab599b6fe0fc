/// A number under a name, such as a mask's cost or a score.
public struct NamedValue: Sendable, Equatable {
  public var name: String
  public var value: Double

  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }

  /// By bits, so that a stored NaN equals itself.
  public static func == (a: NamedValue, b: NamedValue) -> Bool {
    a.name == b.name && a.value.bitPattern == b.value.bitPattern
  }
}

extension Array where Element == NamedValue {
  /// The first number of this name.
  public subscript(name: String) -> Double? { first { $0.name == name }?.value }
}
