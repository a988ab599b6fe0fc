import Saliency
import Scoring

extension ReportPage {
  var methodsContext: Any? {
    guard !comparison.subjects.isEmpty else { return nil }
    let families = ScoreDescription.Family.allCases.compactMap(family)
    let tests = testRows
    return [
      "items": comparison.items, "complete": comparison.isComplete, "families": families, "tests": tests,
      "hasTests": !tests.isEmpty, "leading": comparison.subjects.first.map(glossary.name) ?? "",
      "stability": Self.present(stabilityContext), "area": Self.present(areaContext),
      "splits": Self.present(splitsContext),
    ] as [String: Any]
  }

  private func family(_ family: ScoreDescription.Family) -> [String: Any]? {
    let scores = comparison.scores.filter { glossary.score($0).family == family }
    guard !scores.isEmpty else { return nil }
    let plots = scores.compactMap(plot)
    let measures = stability.filter { scores.contains($0.scores[0]) }
    let plain = scores.filter { score in !measures.contains { $0.scores.contains(score) } }
    let tables = [table(family.title, plain)] + measures.map { table("\($0.name) under each filling", $0.scores) }
    return [
      "name": family.title, "plots": plots, "tables": tables.compactMap(\.self), "open": family == .truth,
      // Beyond a dozen, charts are for those who look for them.
      "many": plots.count > 12, "count": plots.count,
    ]
  }

  private func table(_ name: String, _ scores: [String]) -> [String: Any]? {
    guard !scores.isEmpty else { return nil }
    return [
      "name": name, "columns": scores.map(column),
      "rows": comparison.subjects(having: scores).map { subject in
        ["name": glossary.name(of: subject), "cells": scores.map { cell(subject, $0) }] as [String: Any]
      },
    ]
  }

  private func column(_ score: String) -> [String: Any] {
    let description = glossary.score(score)
    return [
      "name": description.name, "title": description.name, "arrow": description.arrow,
      "explanation": description.explanation + (description.source.isEmpty ? "" : " \(description.source)."),
    ]
  }

  private func plot(_ score: String) -> [String: Any]? {
    comparison.plot(of: score)?.svg.map { column(score).merging(["svg": $0]) { $1 } }
  }

  private func cell(_ subject: String, _ score: String) -> [String: Any] {
    guard let cell = comparison.cells[subject]?[score] else {
      return ["mean": "", "detail": "", "sort": "", "best": false, "tied": false]
    }
    return [
      "mean": NumberText.short(cell.mean.value), "sort": cell.mean.value,
      "detail": "\(NumberText.short(cell.mean.lower))–\(NumberText.short(cell.mean.upper))\nmedian "
        + NumberText.short(cell.median.value),
      "best": cell.standing == .best, "tied": cell.standing != .best && cell.standing?.isLeading == true,
    ]
  }

  private var testRows: [[String: Any]] {
    comparison.scores.flatMap { score in
      comparison.subjects.compactMap { subject -> [String: Any]? in
        guard let cell = comparison.cells[subject]?[score], let test = cell.test else { return nil }
        let p = cell.adjustedP ?? test.pValue
        return [
          "score": glossary.score(score).name, "subject": glossary.name(of: subject), "count": test.count,
          "difference": NumberText.short(test.difference.value),
          "interval": "\(NumberText.short(test.difference.lower)) to \(NumberText.short(test.difference.upper))",
          "wins": "\(test.larger) / \(test.smaller)", "p": NumberText.pValue(p), "sort": p,
        ]
      }
    }
  }
}
