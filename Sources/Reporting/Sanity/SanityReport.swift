import Foundation
import Scoring

/// Writes a sanity check: `sanity.csv` and `sanity.html`, with a plot for each measure.
public struct SanityReport: Sendable {
  /// A measure of a map or mask over the depths.
  public struct Series: Sendable {
    /// As tables call the map or mask.
    public var name: String
    public var measure: String
    /// The values of the items at each depth.
    public var values: [[Double]]

    public init(name: String, measure: String, values: [[Double]]) {
      self.name = name
      self.measure = measure
      self.values = values
    }

    /// Mean with its bootstrap interval at each depth.
    public var estimates: [Estimate?] { values.map { Bootstrap().mean(of: $0) } }

    /// Whether it stays as it is whatever the weights are: at least 0.9 of it with all layers drawn anew.
    public var isBlindToTheWeights: Bool { (estimates.last ?? nil).map { $0.value >= 0.9 } ?? false }
  }

  public var title: String
  public var series: [Series]
  /// Layers drawn anew at each step, and the name of the last of them.
  public var depths: [(count: Int, layer: String)]
  /// What people should know beside the numbers.
  public var notes: [String]

  public init(title: String, series: [Series], depths: [(count: Int, layer: String)], notes: [String]) {
    self.title = title
    self.series = series
    self.depths = depths
    self.notes = notes
  }

  /// - Returns: the names of the files written.
  public func write(to directory: URL) throws -> [String] {
    try Reporting.write([("sanity.csv", csv), ("sanity.html", try html)], to: directory)
  }

  /// A line for each series, for a terminal: the means over the depths.
  public var lines: [String] {
    let width = series.map { $0.name.count + $0.measure.count + 2 }.max() ?? 0
    return series.map { series in
      let label = "\(series.name), \(series.measure)".padding(toLength: width, withPad: " ", startingAt: 0)
      let means = series.estimates.map { $0.map { String(format: "%6.2f", $0.value) } ?? "     –" }.joined(
        separator: " ")
      return "\(label) \(means)" + (series.isBlindToTheWeights ? "  FAILS: does not depend on the weights" : "")
    }
  }

  var csv: String {
    var lines = ["subject,measure,layers,last_layer,mean,lower,upper,items"]
    for series in series {
      for (depth, (estimate, values)) in zip(depths, zip(series.estimates, series.values)) {
        let numbers = [estimate?.value, estimate?.lower, estimate?.upper].map { $0.map { String($0) } ?? "" }
        lines.append(
          ([csvField(series.name), series.measure, String(depth.count), csvField(depth.layer)] + numbers
            + [String(values.count)]).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var html: String {
    get throws {
      var measures: [String] = []
      for series in series where !measures.contains(series.measure) { measures.append(series.measure) }
      let plots = measures.compactMap { measure -> [String: Any]? in
        let lines = series.filter { $0.measure == measure }.map { (name: $0.name, estimates: $0.estimates) }
        let plot = LinePlot(
          title: measure, horizontal: "layers drawn anew, last to first", steps: depths.map(\.count), lines: lines)
        return plot.svg.map { ["title": measure, "svg": $0] }
      }
      let rows = series.map { series -> [String: Any] in
        [
          "name": series.name, "measure": series.measure, "blind": series.isBlindToTheWeights,
          "cells": series.estimates.map { estimate in
            [
              "mean": NumberText.short(estimate?.value),
              "interval": estimate.map { "\(NumberText.short($0.lower))–\(NumberText.short($0.upper))" } ?? "",
            ]
          },
        ]
      }
      return try Templates.render(
        .sanity,
        [
          "title": title, "plots": plots, "rows": rows, "notes": notes,
          "depths": depths.map { ["count": $0.count, "layer": $0.layer] as [String: Any] },
        ])
    }
  }
}
