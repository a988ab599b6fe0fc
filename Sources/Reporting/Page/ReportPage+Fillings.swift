import Scoring

extension ReportPage {
  /// Ranks of the methods under each filling, and how stable they are.
  var stabilityContext: Any? {
    guard !stability.isEmpty else { return nil }
    return [
      "measures": stability.map { measure -> [String: Any] in
        let w = measure.concordance
        return [
          "name": measure.name, "fills": measure.fills, "w": Self.twoDigits(w.value),
          "interval": "\(Self.twoDigits(w.lower)) to \(Self.twoDigits(w.upper))", "items": measure.items,
          "rows": measure.subjects.enumerated().map { place, subject -> [String: Any] in
            let ranks = measure.ranks.map { $0[place] }
            let mean = ranks.reduce(0, +) / Double(ranks.count)
            return [
              "name": glossary.name(of: subject), "mean": NumberText.short(mean),
              "ranks": ranks.map { ["rank": NumberText.short($0), "first": $0 == 1] as [String: Any] },
            ]
          },
        ]
      }
    ] as [String: Any]
  }

  private static func twoDigits(_ value: Double) -> String { NumberText.short((value * 100).rounded() / 100) }

  /// Probability over the share that is shown.
  var areaContext: Any? {
    let charts = areaCurves.compactMap { curves in
      Self.chart("The rest \(curves.fill)", areaPlot(curves).svg)
    }
    return charts.isEmpty
      ? nil : ["charts": charts, "masks": areaCurves.contains { !$0.masks.isEmpty }] as [String: Any]
  }

  private func areaPlot(_ curves: AreaCurves) -> AreaPlot { comparison.plot(of: curves) }
}
