import Saliency
import Scoring

/// What regions do alone and together under several models, over the same items.
///
/// Means and their paired differences stand in the comparison's table; here are the spread over the items, split into
/// what is between them and what is sampling error within, and medians, which a few items with hardly any variance
/// cannot drag along.
struct RegionComparison: Sendable {
  struct Cell: Sendable {
    var pooled: PooledMean
    var mean: Estimate?
    var median: Estimate?
  }

  struct Measure: Sendable {
    /// As in the records: `interaction-share`, `border-closed`, ...
    var name: String
    /// One per run; nil where the run has no such number.
    var cells: [Cell?]
  }

  var measures: [Measure]
  private let known: RegionMeasures

  /// Nil unless two runs have analysed regions.
  init?(_ rows: [[ComparedItem]], _ glossary: Glossary, bootstrap: Bootstrap = Bootstrap(resamples: 1000)) {
    guard let method = glossary.methods(filling: .regions).first else { return nil }
    let known = RegionMeasures(method)
    self.known = known
    let prefix = "\(method.key)/"
    let names = Set(rows.joined().flatMap(\.values.keys).filter { $0.hasPrefix(prefix) })
    measures = names.filter { names.contains("\($0)-error") }.map { String($0.dropFirst(prefix.count)) }
      .sorted(by: known.isBefore)
      .map { name in
        Measure(
          name: name,
          cells: rows.map { run in
            var pooled = PooledMean()
            var values: [Double] = []
            for item in run {
              guard let value = item.values[prefix + name], let error = item.values["\(prefix)\(name)-error"] else {
                continue
              }
              pooled.add(value, error: error)
              values.append(value)
            }
            guard !values.isEmpty else { return nil }
            return Cell(pooled: pooled, mean: bootstrap.mean(of: values), median: bootstrap.median(of: values))
          })
      }
      .filter { $0.cells.count { $0 != nil } > 1 }
    if measures.isEmpty { return nil }
  }

  /// Medians as a Markdown table.
  func markdown(names: [String]) -> String {
    var text = "| Median [95 % interval] | \(names.joined(separator: " | ")) |\n|---|"
    text += String(repeating: "---:|", count: names.count) + "\n"
    for measure in measures {
      let cells = measure.cells.map { cell in
        cell?.median.map {
          "\(NumberText.short($0.value)) [\(NumberText.short($0.lower)), \(NumberText.short($0.upper))]"
        } ?? ""
      }
      text += "| \(known.title(measure.name)) | \(cells.joined(separator: " | ")) |\n"
    }
    return text
  }

  /// The page's part: charts of the means, a table of the rest.
  func context(names: [String]) -> [String: Any] {
    let charted = measures.filter {
      $0.name == "interaction-share"
        || ["background-closed", "background-total", "border-closed", "border-total"]
          .contains($0.name)
    }
    let charts = charted.compactMap { measure in
      let plot = IntervalPlot(
        title: known.title(measure.name),
        rows: zip(names, measure.cells).enumerated().compactMap { run, pair in
          pair.1?.mean.map { (pair.0, $0, run == 0) }
        })
      return ReportPage.chart(known.title(measure.name), plot.svg)
    }
    return [
      "heads": names, "charts": charts,
      "rows": measures.map { measure -> [String: Any] in
        [
          "name": known.title(measure.name),
          "cells": measure.cells.map { cell -> [String: Any] in
            [
              "median": NumberText.short(cell?.median?.value), "sort": cell?.median.map { "\($0.value)" } ?? "",
              "interval": cell?.median.map { "\(NumberText.short($0.lower))–\(NumberText.short($0.upper))" } ?? "",
              "between": NumberText.short(cell?.pooled.between), "within": NumberText.short(cell?.pooled.within),
            ]
          },
        ]
      },
    ]
  }
}
