import Saliency
import Scoring

extension ReportPage {
  /// Sobol indices of regions over the data set; nil without such explanations.
  var regionsContext: Any? {
    guard !statistics.regions.pooled.isEmpty else { return nil }
    let classes = regionClassRows
    return [
      "measures": regionMeasures, "charts": regionCharts, "classes": classes, "hasClasses": !classes.isEmpty,
      "rate": Self.present(passRate), "isCut": statistics.regions.classes.count > Self.regionClassLimit,
      "classLimit": Self.regionClassLimit,
    ] as [String: Any]
  }

  private var regionMethod: MethodDescription? { glossary.methods(filling: .regions).first }

  /// How many forward passes the analyses took, and how fast they went beside the bare network.
  private var passRate: String? {
    guard let method = regionMethod?.key,
      let passes = statistics.values["\(method)/passes"], let seconds = statistics.values["seconds.\(method)"],
      let mean = passes.mean, seconds.total > 0
    else { return nil }
    let rate = passes.total / seconds.total
    var text = "\(NumberText.short(mean)) forward passes an item, \(NumberText.short(rate)) a second of each worker"
    if let bare = statistics.values["seconds.\(MethodDescription.Section.barePassStage)"]?.mean, bare > 0 {
      text += ", \(NumberText.percent(rate * bare)) of the bare network's \(NumberText.short(1 / bare))"
    }
    return text + "."
  }

  private var regionMeasures: [[String: Any]] {
    let measures = RegionMeasures(regionMethod)
    return statistics.regions.pooled.sorted { measures.isBefore($0.key, $1.key) }.map { name, pooled in
      [
        "name": measures.title(name), "count": pooled.count, "mean": NumberText.short(pooled.mean?.value),
        "interval": "\(NumberText.short(pooled.mean?.lower)) to \(NumberText.short(pooled.mean?.upper))",
        "between": NumberText.short(pooled.between), "within": NumberText.short(pooled.within),
      ]
    }
  }

  private var regionCharts: [[String: Any]] {
    let shares = ["interaction-share", "background-closed", "border-closed"].compactMap { name in
      statistics.regions.pooled[name].map { (name, $0.distribution) }
    }
    let measures = RegionMeasures(regionMethod)
    return shares.compactMap { name, values in
      Self.chart(
        measures.title(name),
        Histogram(title: name, axisLabel: "share of the variance", series: [("all", values)]).svg)
    }
  }

  /// Classes in the table, the largest first.
  private static let regionClassLimit = 1000

  private var regionClassRows: [[String: Any]] {
    guard statistics.regions.classes.count > 1 else { return [] }
    let ordered = statistics.regions.classes.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    return ordered.prefix(Self.regionClassLimit).map { group, regions in
      let share = regions.pooled["interaction-share"]?.mean?.value
      let background = (regions.pooled["background-closed"] ?? regions.pooled["border-closed"])?.mean?.value
      return [
        "name": options.className(group), "count": regions.count, "interaction": NumberText.short(share),
        "interactionSort": share ?? 0, "background": NumberText.short(background), "backgroundSort": background ?? 0,
        "strongest": regions.strongest(3).map { "\($0.region) (\(NumberText.short($0.total)))" }
          .joined(separator: ", "),
      ]
    }
  }
}
