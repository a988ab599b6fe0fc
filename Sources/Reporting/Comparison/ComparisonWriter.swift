import Foundation
import Scoring

/// Writes a comparison of runs: `comparison.md`, `.csv`, `.tex` and `.html` with scatter plots, and `agreement.csv`.
public struct ComparisonWriter {
  public var directory: URL

  public init(directory: URL) { self.directory = directory }

  /// - Returns: the names of the files written.
  /// - Throws: `ReportingError.unwritable`.
  @discardableResult
  public func write(_ comparison: RunComparison, _ agreement: MapAgreement) throws -> [String] {
    let files = [
      ("comparison.md", comparison.markdown + "\n" + agreement.markdown), ("comparison.csv", comparison.csv),
      ("comparison.tex", comparison.latex), ("comparison.html", try Self.html(comparison, agreement)),
      ("agreement.csv", agreement.csv),
    ]
    return try Reporting.write(files, to: directory)
  }

  /// Of a single run, whose methods are compared with each other.
  @discardableResult
  public func write(_ agreement: MapAgreement) throws -> [String] {
    let page = try Templates.render(
      .comparison,
      [
        "title": agreement.names.joined(separator: " · "), "agreement": ReportPage.present(agreement.context),
        "single": true,
      ])
    return try Reporting.write(
      [("comparison.md", agreement.markdown), ("comparison.html", page), ("agreement.csv", agreement.csv)],
      to: directory)
  }

  static func html(_ comparison: RunComparison, _ agreement: MapAgreement? = nil) throws -> String {
    let context: [String: Any] = [
      "title": comparison.names.joined(separator: " · "),
      "sentences": comparison.agreementLines, "runs": runs(comparison),
      "heads": comparison.names.enumerated().map { ["name": $0.element, "other": $0.offset > 0] as [String: Any] },
      "measures": comparison.measures.map { row($0, title: comparison.title($0.name)) },
      "regions": ReportPage.present(
        RegionComparison(comparison.rows, comparison.glossary)?.context(names: comparison.names)),
      "agreement": ReportPage.present(agreement?.context), "single": false,
    ]
    return try Templates.render(.comparison, context)
  }

  private static func row(_ measure: RunComparison.Measure, title: String) -> [String: Any] {
    [
      "name": title,
      "cells": measure.means.indices.map { run -> [String: Any] in
        let (mean, test) = (measure.means[run], measure.tests[run])
        return [
          "mean": mean.map { NumberText.short($0.value) } ?? "",
          "interval": mean.map { "\(NumberText.short($0.lower))–\(NumberText.short($0.upper))" } ?? "",
          "sort": mean.map { "\($0.value)" } ?? "", "other": run > 0,
          "difference": test.map { NumberText.short($0.difference.value) } ?? "",
          "differenceInterval": test.map {
            "\(NumberText.short($0.difference.lower)) to \(NumberText.short($0.difference.upper))"
          } ?? "",
          "differenceSort": test.map { "\($0.difference.value)" } ?? "",
          "p": measure.adjustedP[run].map(NumberText.pValue) ?? "",
          "pSort": measure.adjustedP[run].map { "\($0)" } ?? "",
        ]
      },
    ]
  }

  /// Scatter plots are for measures of a wide range; these are the telling ones.
  private static let plotted = [
    "area", "probability", "leading map.\(LogSaliency.lss.key)", "leading map.\(InsertionDeletion.insertion.key)",
    "leading map.\(GroundTruthAgreement.iou.key)", "seconds.solve",
  ]

  private static func runs(_ comparison: RunComparison) -> [[String: Any]] {
    comparison.names.indices.dropFirst().map { run in
      let agreement = comparison.agreements[run - 1]
      var charts: [[String: Any]] = []
      if agreement.maskIoU.count > 0 {
        let svg = Histogram(
          title: "Overlap of masks", axisLabel: "IoU of the two masks of an item",
          series: [("all", agreement.maskIoU)], range: 0...1
        ).svg
        charts += [ReportPage.chart("How far the masks agree", svg)].compactMap(\.self)
      }
      for name in plotted {
        let points = zip(comparison.rows[0], comparison.rows[run]).compactMap { a, b in
          a.values[name].flatMap { x in
            b.values[name].map { y in (x: x, y: y, tip: "\(a.id): \(NumberText.short(x)), \(NumberText.short(y))") }
          }
        }
        // A thousand dots show what there is to see; each costs bytes.
        let shown =
          points.count <= 1000 ? points : stride(from: 0, to: 1000, by: 1).map { points[$0 * points.count / 1000] }
        let svg = ScatterPlot(
          title: comparison.title(name), horizontal: comparison.names[0], vertical: comparison.names[run],
          points: shown, scale: name.hasPrefix("seconds.") ? .logarithmic : .linear
        ).svg
        let note =
          shown.count < points.count ? "\(NumberText.count(shown.count)) of \(NumberText.items(points.count))." : nil
        charts += [ReportPage.chart(comparison.title(name), svg, note: note)].compactMap(\.self)
      }
      return [
        "title": "\(comparison.names[run]) against \(comparison.names[0])", "charts": charts,
        "hasLeast": !agreement.leastAlike.isEmpty,
        "least": agreement.leastAlike.map { ["id": $0.id, "overlap": NumberText.short($0.overlap)] },
      ]
    }
  }
}
