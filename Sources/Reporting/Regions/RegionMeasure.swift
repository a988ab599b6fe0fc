/// Names of the numbers that a Sobol analysis stores of an item, for people.
enum RegionMeasure {
  /// In the order of the report.
  private static let sums: [(key: String, name: String)] = [
    ("interaction-share", "Interaction share: sum over regions of total less first-order index"),
    ("non-additive-share", "Share that no region explains alone: 1 less the sum of first-order indices"),
    ("first-sum", "Sum of first-order indices"), ("total-sum", "Sum of total indices"),
  ]

  static func title(_ name: String) -> String {
    if let known = sums.first(where: { $0.key == name }) { return known.name }
    if name.hasSuffix("-closed") { return "\(name.dropLast(7)): what it explains without the rest" }
    if name.hasSuffix("-total") { return "\(name.dropLast(6)): total, with all interactions" }
    return name
  }

  /// Sums first, then groups by name.
  static func isBefore(_ a: String, _ b: String) -> Bool {
    func rank(_ name: String) -> Int { sums.firstIndex { $0.key == name } ?? sums.count }
    return (rank(a), a) < (rank(b), b)
  }
}
