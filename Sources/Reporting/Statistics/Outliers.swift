import Scoring

/// A few items worth a look, and why.
struct OutlierList: Sendable {
  var title: String
  var explanation: String
  var entries: [(row: ItemRow, note: String)]
}

enum Outliers {
  /// Lists of at most `limit` items each; empty lists are left out. Items come from the statistics' sample.
  static func lists(_ statistics: DatasetStatistics, limit: Int = 6) -> [OutlierList] {
    let rows = statistics.sample.rows.map(\.row)
    var lists: [OutlierList] = []
    func list(
      _ title: String, _ explanation: String, _ measure: (ItemRow) -> Double?, note: (ItemRow, Double) -> String
    ) {
      let measured = rows.compactMap { row in measure(row).map { (row, $0) } }
      let worst = measured.sorted { $0.1 != $1.1 ? $0.1 < $1.1 : $0.0.index < $1.0.index }.prefix(limit)
      guard !worst.isEmpty else { return }
      lists.append(
        OutlierList(title: title, explanation: explanation, entries: worst.map { ($0.0, note($0.0, $0.1)) }))
    }
    list(
      "Wrong and sure of it", "The predicted class is not the label, and its probability is the highest of such items.",
      { $0.isCorrect == false ? -$0.probability : nil }, note: { row, _ in NumberText.percent(row.probability) })
    if rows.count > 2 * limit {
      list(
        "Least sure", "The lowest probability of the explained class.", { $0.probability },
        note: { _, p in NumberText.percent(p) })
      list(
        "Smallest masks",
        statistics.isAboutSentences
          ? "So few words suffice: the evidence, or a shortcut?"
          : "So little of the picture suffices: is it the object, or a shortcut?", { $0.area },
        note: { _, area in NumberText.percent(area) + " kept" })
      list(
        "Largest masks", "The evidence is spread wide.", { $0.area.map { -$0 } },
        note: { _, area in NumberText.percent(-area) + " kept" })
    }
    if rows.count > 2 * limit {
      list(
        "Beside the object", "The least of what these masks keep lies on the true object.", { $0.onObject?.ofMask },
        note: { _, share in NumberText.percent(share) + " on the object" })
    }
    let sufficiency = statistics.values.keys.filter { $0.contains(".sufficiency-") }.sorted().first
    if let sufficiency {
      list(
        "Lowest sufficiency", "Shown only the mask, the model is least convinced.", { $0.values[sufficiency] },
        note: { _, value in "probability " + NumberText.short(value) })
    }
    list(
      "Unlike their class", "Masks farthest from the mean mask of their class (1 minus cosine).",
      { row in distanceFromClass(row, statistics).map { -$0 } }, note: { _, d in "distance " + NumberText.short(-d) })
    list(
      "Not proven minimal", "The time ran out: the best mask found, and how far the proven bound is away.",
      { row in
        guard row.status == "feasible", let (cost, bound) = costAndBound(row), cost > 0 else { return nil }
        return -(cost - bound) / cost
      }, note: { _, gap in "gap at most " + NumberText.percent(-gap) })
    if rows.count > 2 * limit {
      list(
        "Slowest", "These took the most time, all stages together.", { row in seconds(row).map { -$0 } },
        note: { row, time in
          let stage = stages(row).max { $0.value < $1.value }
          return NumberText.short(-time) + " s" + (stage.map { ", mostly \($0.key.dropFirst(8))" } ?? "")
        })
    }
    return lists
  }

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
