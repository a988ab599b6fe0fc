import Saliency
import Scoring

extension ReportPage {
  /// The methods' means for right and wrong predictions, and by how sure the model is.
  var splitsContext: Any? {
    guard splits.groups.count > 1 else { return nil }
    return [
      "groups": splits.groups.map { group -> [String: Any] in
        ["name": group.name, "count": NumberText.count(group.rows.count), "note": group.note]
      },
      "families": ScoreDescription.Family.allCases.compactMap(splitFamily),
    ] as [String: Any]
  }

  private func splitFamily(_ family: ScoreDescription.Family) -> [String: Any]? {
    let scores = comparison.scores.filter { glossary.score($0).family == family }
    let rows = scores.flatMap { score in comparison.subjects.compactMap { splitRow($0, score) } }
    return rows.isEmpty ? nil : ["name": family.title, "id": "split-\(family.rawValue)", "rows": rows]
  }

  private func splitRow(_ subject: String, _ score: String) -> [String: Any]? {
    guard let all = comparison.cells[subject]?[score] else { return nil }
    return [
      "score": glossary.score(score).name, "arrow": glossary.score(score).arrow, "subject": glossary.name(of: subject),
      "all": NumberText.short(all.mean.value), "allSort": all.mean.value,
      "cells": splits.groups.indices.map { group -> [String: Any] in
        guard let cell = splits.cell(group, subject, score) else { return ["mean": "", "interval": "", "sort": ""] }
        return [
          "mean": NumberText.short(cell.mean.value), "sort": cell.mean.value,
          "interval": "\(NumberText.short(cell.mean.lower))–\(NumberText.short(cell.mean.upper))",
        ]
      },
    ]
  }

  /// How well numbers of the explanations tell wrong predictions from right ones.
  var errorPredictionContext: Any? {
    guard let prediction = errorPrediction, let first = prediction.predictors.first else { return nil }
    return [
      "wrong": first.area.positives, "right": first.area.negatives,
      "rows": prediction.predictors.map { predictor -> [String: Any] in
        let area = predictor.area.estimate
        return [
          "name": predictor.name, "area": NumberText.short(area.value), "sort": area.value,
          "interval": "\(NumberText.short(area.lower)) to \(NumberText.short(area.upper))",
          "wrong": predictor.area.positives, "right": predictor.area.negatives,
        ]
      },
    ] as [String: Any]
  }
}
