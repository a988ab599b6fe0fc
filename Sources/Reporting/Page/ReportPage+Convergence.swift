import Scoring

extension ReportPage {
  var convergenceContext: [String: Any] {
    let charts = [timeChart, deltaChart, constraintChart].compactMap(\.self)
    let stages = stageRows
    let failures = failureRows
    let numbers = allNumberRows
    return [
      "convergenceCharts": charts, "hasCharts": !charts.isEmpty, "stages": stages, "hasStages": !stages.isEmpty,
      "failures": failures, "hasFailures": !failures.isEmpty, "allNumbers": numbers,
      "hasAllNumbers": !numbers.isEmpty,
    ]
  }

  private var timeChart: [String: Any]? {
    guard let seconds = statistics.values["seconds.solve"] else { return nil }
    return Self.chart(
      "Solver time per item",
      Histogram(
        title: "Solver time", axisLabel: "seconds in the solver", series: [("all", seconds)], scale: .logarithmic,
        format: { NumberText.seconds($0) }
      ).svg)
  }

  private var deltaChart: [String: Any]? {
    let found = statistics.values.filter { $0.key.hasSuffix("/delta") }.sorted { $0.key < $1.key }.first
    guard let (name, _) = found else { return nil }
    // The sign of the error tells nothing about how converged an attribution is.
    let sizes = Distribution(statistics.sample.rows.compactMap { $0.row.values[name].map { abs($0) } })
    let largest = sizes.maximum
    return Self.chart(
      "How converged the attributions are",
      Histogram(
        title: "Completeness delta", axisLabel: "|completeness delta|, in probability", series: [("all", sizes)],
        scale: .logarithmic, format: { NumberText.short($0) }
      ).svg,
      note: "Integrated gradients should sum to the change in probability; this is what is missing. Largest: "
        + NumberText.short(largest) + ".")
  }

  private var constraintChart: [String: Any]? {
    let found = statistics.values.filter { $0.key.hasSuffix("/constraints") }.sorted { $0.key < $1.key }.first
    guard let (_, values) = found else { return nil }
    return Self.chart(
      "Constraints per mask",
      Histogram(title: "Constraints", axisLabel: "neurons kept as constraints", series: [("all", values)]).svg)
  }

  private var stageRows: [[String: Any]] {
    statistics.values.filter { $0.key.hasPrefix("seconds.") }.sorted { $0.value.total > $1.value.total }
      .map { name, values in
        [
          "name": String(name.dropFirst("seconds.".count)), "count": values.count,
          "q50": NumberText.seconds(values.median), "q95": NumberText.seconds(values.quantile(0.95)),
          "max": NumberText.seconds(values.maximum), "sum": NumberText.seconds(values.total),
        ]
      }
  }

  private var failureRows: [[String: Any]] {
    statistics.failures.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { kind, failure in
      [
        "kind": kind, "count": failure.count,
        "examples": failure.examples.map { ["id": $0.id, "message": $0.message] },
      ]
    }
  }

  private var allNumberRows: [[String: Any]] {
    statistics.values.filter { !$0.key.hasPrefix("seconds.") }.sorted { $0.key < $1.key }.map { name, values in
      [
        "name": name, "count": values.count, "mean": NumberText.short(values.mean),
        "deviation": NumberText.short(values.deviation), "min": NumberText.short(values.minimum),
        "q50": NumberText.short(values.median), "max": NumberText.short(values.maximum),
      ]
    }
  }

  var reproduceContext: [String: Any] {
    [
      "settings": options.settings.map { ["name": $0.name, "value": $0.value] },
      "hasSettings": !options.settings.isEmpty, "jobText": Self.present(options.jobText),
    ]
  }
}
