import Saliency

/// Names and order, for people, of the numbers that an analysis of regions stores of an item.
struct RegionMeasures: Sendable {
  /// What the method describes, in the order of the report.
  private let described: [MethodDescription.Quantity]

  init(_ method: MethodDescription?) { described = method?.quantities ?? [] }

  func title(_ name: String) -> String {
    if let known = described.first(where: { $0.key == name }) { return known.title }
    if name.hasSuffix("-closed") { return "\(name.dropLast(7)): what it explains without the rest" }
    if name.hasSuffix("-total") { return "\(name.dropLast(6)): total, with all interactions" }
    return name
  }

  /// What the method describes first, then groups by name.
  func isBefore(_ a: String, _ b: String) -> Bool {
    func rank(_ name: String) -> Int { described.firstIndex { $0.key == name } ?? described.count }
    return (rank(a), a) < (rank(b), b)
  }
}
