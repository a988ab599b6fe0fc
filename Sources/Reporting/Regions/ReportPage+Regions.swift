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

  /// How many forward passes the analyses took, and how fast they went beside the bare network.
  private var passRate: String? {
    guard let passes = statistics.values["sobol/passes"], let seconds = statistics.values["seconds.sobol"],
      let mean = passes.mean, seconds.total > 0
    else { return nil }
    let rate = passes.total / seconds.total
    var text = "\(NumberText.short(mean)) forward passes an item, \(NumberText.short(rate)) a second of each worker"
    if let bare = statistics.values["seconds.bare-pass"]?.mean, bare > 0 {
      text += ", \(NumberText.percent(rate * bare)) of the bare network's \(NumberText.short(1 / bare))"
    }
    return text + "."
  }

  private var regionMeasures: [[String: Any]] {
    statistics.regions.pooled.sorted { RegionMeasure.isBefore($0.key, $1.key) }.map { name, pooled in
      [
        "name": RegionMeasure.title(name), "count": pooled.count, "mean": NumberText.short(pooled.mean?.value),
        "interval": "\(NumberText.short(pooled.mean?.lower)) to \(NumberText.short(pooled.mean?.upper))",
        "between": NumberText.short(pooled.between), "within": NumberText.short(pooled.within),
      ]
    }
  }

  private var regionCharts: [[String: Any]] {
    let shares = ["interaction-share", "background-closed", "border-closed"].compactMap { name in
      statistics.regions.pooled[name].map { (name, $0.distribution) }
    }
    return shares.compactMap { name, values in
      Self.chart(
        RegionMeasure.title(name),
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

extension Templates {
  static let regions = #"""
    {{#regions}}
    <section id="regions">
      <h2>What regions do alone, and what only together</h2>
      <p class="soft">Sobol indices: shares of the variance of the model's output under perturbed regions. The interval of a mean counts both the spread between items and the sampling error within each; negative estimates are shown as they are.{{#rate}} {{rate}}{{/rate}}</p>
      <div class="scroll"><table>
        <thead><tr><th>Measure</th><th>Items</th><th>Mean</th><th>95 % interval</th><th>Deviation between items</th><th>Error within items</th></tr></thead>
        <tbody>{{#measures}}<tr><td class="wrap">{{name}}</td><td>{{count}}</td><td>{{mean}}</td><td>{{interval}}</td><td>{{between}}</td><td>{{within}}</td></tr>{{/measures}}</tbody>
      </table></div>
      <div class="charts">
        {{#charts}}<figure class="panel"><h3>{{title}}</h3>{{{svg}}}{{#note}}<figcaption class="small">{{note}}</figcaption>{{/note}}</figure>{{/charts}}
      </div>
      {{#hasClasses}}
      <h3>Classes</h3>
      <div class="scroll tall"><table class="sortable">
        <thead><tr><th>Class</th><th>Items</th><th>Interaction share</th><th>Background or border alone</th><th class="plain">Strongest regions (mean total index)</th></tr></thead>
        <tbody>{{#classes}}<tr><td class="wrap">{{name}}</td><td>{{count}}</td><td data-sort="{{interactionSort}}">{{interaction}}</td><td data-sort="{{backgroundSort}}">{{background}}</td><td class="wrap">{{strongest}}</td></tr>{{/classes}}</tbody>
      </table></div>
      {{#isCut}}<p class="small soft">Shown are the {{classLimit}} largest classes; regions.csv has every item.</p>{{/isCut}}
      {{/hasClasses}}
    </section>
    {{/regions}}
    """#
}
