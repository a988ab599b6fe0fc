import Scoring
import Storing

/// A few items worth a look, and why.
struct OutlierList: Sendable {
  var title: String
  var explanation: String
  var entries: [(row: ItemRow, note: String)]
}

enum Outliers {
  /// What makes an item stand out: those with the lowest measure are listed.
  private struct Criterion: Sendable {
    var title: String
    var explanation: String
    /// Nil where the item has no such number.
    var measure: @Sendable (ItemRow) -> Double?
    /// What is said of an item, from its measure.
    var note: @Sendable (ItemRow, Double) -> String
    /// Left out of runs so small that the list would name nearly every item.
    var needsManyItems = false
  }

  /// Lists of at most `limit` items each; empty lists are left out. Items come from the statistics' sample.
  static func lists(_ statistics: DatasetStatistics, limit: Int = 6) -> [OutlierList] {
    let rows = statistics.sample.rows.map(\.row)
    return criteria(statistics).compactMap { criterion in
      guard !criterion.needsManyItems || rows.count > 2 * limit else { return nil }
      let measured = rows.compactMap { row in criterion.measure(row).map { (row, $0) } }
      let worst = measured.sorted { $0.1 != $1.1 ? $0.1 < $1.1 : $0.0.index < $1.0.index }.prefix(limit)
      guard !worst.isEmpty else { return nil }
      return OutlierList(
        title: criterion.title, explanation: criterion.explanation,
        entries: worst.map { ($0.0, criterion.note($0.0, $0.1)) })
    }
  }

  private static func criteria(_ statistics: DatasetStatistics) -> [Criterion] {
    let keys = MaskTests.fills.map { ".\(MaskTestScores.sufficiency($0).key)" }
    let sufficiency = statistics.values.keys.filter { name in keys.contains { name.hasSuffix($0) } }.min()
    return [wrongAndSure, leastSure, smallestMask(isAboutSentences: statistics.isAboutSentences)]
      + [largestMask, besideTheObject] + (sufficiency.map { [lowest(sufficiency: $0)] } ?? [])
      + [unlikeItsClass(statistics), notProven, slowest]
  }

  private static let wrongAndSure = Criterion(
    title: "Wrong and sure of it",
    explanation: "The predicted class is not the label, and its probability is the highest of such items.",
    measure: { $0.isCorrect == false ? -$0.probability : nil },
    note: { row, _ in NumberText.percent(row.probability) })

  private static let leastSure = Criterion(
    title: "Least sure", explanation: "The lowest probability of the explained class.",
    measure: { $0.probability }, note: { _, p in NumberText.percent(p) }, needsManyItems: true)

  private static func smallestMask(isAboutSentences: Bool) -> Criterion {
    Criterion(
      title: "Smallest masks",
      explanation: isAboutSentences
        ? "So few words suffice: the evidence, or a shortcut?"
        : "So little of the image suffices: is it the object, or a shortcut?",
      measure: { $0.area }, note: { _, area in NumberText.percent(area) + " kept" }, needsManyItems: true)
  }

  private static let largestMask = Criterion(
    title: "Largest masks", explanation: "The evidence is spread wide.",
    measure: { $0.area.map { -$0 } }, note: { _, area in NumberText.percent(-area) + " kept" }, needsManyItems: true)

  private static let besideTheObject = Criterion(
    title: "Beside the object", explanation: "The least of what these masks keep lies on the true object.",
    measure: { $0.onObject?.ofMask }, note: { _, share in NumberText.percent(share) + " on the object" },
    needsManyItems: true)

  private static func lowest(sufficiency name: String) -> Criterion {
    Criterion(
      title: "Lowest sufficiency", explanation: "Shown only the mask, the model is least convinced.",
      measure: { $0.values[name] }, note: { _, value in "probability " + NumberText.short(value) })
  }

  private static func unlikeItsClass(_ statistics: DatasetStatistics) -> Criterion {
    Criterion(
      title: "Unlike their class",
      explanation: "Masks farthest from the mean mask of their class (1 minus cosine).",
      measure: { row in distanceFromClass(row, statistics).map { -$0 } },
      note: { _, distance in "distance " + NumberText.short(-distance) })
  }

  private static let notProven = Criterion(
    title: "Not proven minimal",
    explanation: "The time ran out: the best mask found, and how far the proven bound is away.",
    measure: { row in
      guard row.status == ProofStatus.feasible.rawValue, let (cost, bound) = costAndBound(row), cost > 0 else {
        return nil
      }
      return -(cost - bound) / cost
    },
    note: { _, gap in "gap at most " + NumberText.percent(-gap) })

  private static let slowest = Criterion(
    title: "Slowest", explanation: "These took the most time, all stages together.",
    measure: { row in seconds(row).map { -$0 } },
    note: { row, time in
      let stage = stages(row).max { $0.value < $1.value }
      return NumberText.short(-time) + " s" + (stage.map { ", mostly \($0.key.dropFirst(8))" } ?? "")
    },
    needsManyItems: true)

  private static func stages(_ row: ItemRow) -> [String: Double] { row.values.filter { $0.key.hasPrefix("seconds.") } }

  private static func seconds(_ row: ItemRow) -> Double? {
    let stages = stages(row)
    return stages.isEmpty ? nil : stages.values.reduce(0, +)
  }

  private static func costAndBound(_ row: ItemRow) -> (Double, Double)? {
    guard let bound = row.values.first(where: { $0.key.hasSuffix("/bound") }) else { return nil }
    return row.values[bound.key.dropLast(5) + "cost"].map { ($0, bound.value) }
  }

  static func distanceFromClass(_ row: ItemRow, _ statistics: DatasetStatistics) -> Double? {
    guard let mask = row.mask, let group = statistics.classes[row.group], group.masks.count >= 5 else { return nil }
    var (dot, a, b) = (0.0, 0.0, 0.0)
    for (p, q) in zip(mask, group.masks.means) {
      let p = Double(p) / 65536
      dot += p * q
      a += p * p
      b += q * q
    }
    return a > 0 && b > 0 ? 1 - dot / (a * b).squareRoot() : nil
  }
}
