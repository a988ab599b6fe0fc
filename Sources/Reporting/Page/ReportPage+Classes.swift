extension ReportPage {
  /// Classes in the table, and of these with pictures: more would make the file too large to open with pleasure.
  private static let rowLimit = 3000
  private static let pictureLimit = 1000

  func classesContext() throws -> Any? {
    guard statistics.classes.count > 1 else { return nil }
    let ordered = statistics.classes.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    let rows = try ordered.prefix(Self.rowLimit).enumerated().map { place, entry in
      try row(entry.key, entry.value, withPictures: place < Self.pictureLimit)
    }
    var note = "Classes are the labels where known, else the predictions. Click a column's heading to sort."
    if ordered.count > rows.count {
      note += " Shown are the \(rows.count) largest of \(ordered.count) classes; results.csv has all."
    }
    return [
      "rows": rows, "hasLabels": statistics.overall.labelled > 0, "hasSurvival": statistics.overall.survivalTested > 0,
      "note": note, "hasObjects": statistics.overall.maskOnObject.count > 0, "hasPlace": !statistics.isAboutSentences,
      "hasWords": statistics.isAboutSentences,
    ] as [String: Any]
  }

  private func row(_ group: Int, _ values: GroupStatistics, withPictures: Bool) throws -> [String: Any] {
    func sort(_ value: Double?) -> Any { value.map { "\($0)" } ?? "" }
    func mean(_ value: Double?) -> String { NumberText.percent(value) }
    return [
      "name": options.className(group), "count": values.count,
      "accuracy": values.labelled > 0 ? "\(values.correct)/\(values.labelled)" : "–",
      "accuracySort": sort(values.accuracy), "area": mean(values.area.median), "areaSort": sort(values.area.median),
      "quartiles": "\(mean(values.area.quantile(0.25)))–\(mean(values.area.quantile(0.75)))",
      "components": NumberText.short(values.components.mean), "componentsSort": sort(values.components.mean),
      "border": mean(values.borderShare.mean),
      "borderSort": sort(values.borderShare.mean), "centre": mean(values.centreShare.mean),
      "centreSort": sort(values.centreShare.mean), "onObject": mean(values.maskOnObject.mean),
      "onObjectSort": sort(values.maskOnObject.mean), "survival": mean(values.survival),
      "survivalSort": sort(values.survival),
      "mask": withPictures && values.masks.count > 0 ? try DataURI.png(Self.picture(values.masks)) : false as Any,
      "words": strongestWords(of: group),
      "map": withPictures && values.maps.count > 0 ? try DataURI.png(Self.picture(values.maps)) : false as Any,
    ]
  }
}
