import Foundation
import Saliency
import Scoring

extension MapAgreement {
  /// The methods of one run side by side: a square table, and what it tells.
  struct Matrix {
    var title: String
    var subjects: [Subject]
    var cells: [[Pair?]]
  }

  /// One for the maps and one for the masks of each run, where there are two to compare.
  var matrices: [Matrix] {
    names.indices.flatMap { run in
      [false, true].compactMap { isMask -> Matrix? in
        let own = pairs.filter { $0.first.run == run && $0.second.run == run && $0.first.isMask == isMask }
        var subjects: [Subject] = []
        for subject in own.flatMap({ [$0.first, $0.second] }) where !subjects.contains(subject) {
          subjects.append(subject)
        }
        subjects.sort(by: isBefore)
        guard subjects.count > 1 else { return nil }
        let cells = subjects.map { a in
          subjects.map { b in own.first { $0.first == a && $0.second == b || $0.first == b && $0.second == a } }
        }
        return Matrix(title: "\(names[run]): \(isMask ? "masks" : "maps")", subjects: subjects, cells: cells)
      }
    }
  }

  /// The same map or mask in the first run and in another.
  var acrossRuns: [Pair] { pairs.filter { $0.first.run != $0.second.run } }

  /// What the numbers are, in a sentence.
  var explanation: String {
    "Maps: share of the strongest \(NumberText.percent(Self.share)) of the pixels that two maps have in common (by chance "
      + "\(NumberText.percent(Self.share))). Masks: Dice's coefficient. Means over up to \(NumberText.items(items))."
  }

  /// Square tables and a list, as Markdown.
  public var markdown: String {
    guard !pairs.isEmpty else { return "" }
    var text = explanation + "\n"
    for matrix in matrices {
      let heads = matrix.subjects.map { cell(glossary.name(of: $0.key)) }
      text += "\n| \(cell(matrix.title)) | \(heads.joined(separator: " | ")) |\n|---|"
      text += String(repeating: "---:|", count: heads.count) + "\n"
      for (head, row) in zip(heads, matrix.cells) {
        let numbers = row.map { $0.map { NumberText.fixed($0.likeness.value, decimals: 2) } ?? "" }
        text += "| \(head) | \(numbers.joined(separator: " | ")) |\n"
      }
    }
    guard !acrossRuns.isEmpty else { return text }
    text += "\n| Between runs [95 % interval] | Items | Likeness |\n|---|---:|---:|\n"
    for pair in acrossRuns {
      let likeness = pair.likeness
      text +=
        "| \(cell(title(pair))) | \(pair.items) | \(NumberText.short(likeness.value)) "
        + "[\(NumberText.short(likeness.lower)), \(NumberText.short(likeness.upper))] |\n"
    }
    return text
  }

  private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private func title(_ pair: Pair) -> String {
    "\(glossary.name(of: pair.first.key)): \(names[pair.first.run]) and \(names[pair.second.run])"
  }

  /// A line for each pair, numbers in full.
  public var csv: String {
    var lines = ["kind,run,subject,other_run,other_subject,mean,lower,upper,items"]
    for pair in pairs {
      let texts = [
        pair.first.isMask ? "dice" : "top-\(csvNumber(100 * Self.share))-percent", names[pair.first.run],
        pair.first.key,
        names[pair.second.run], pair.second.key,
      ]
      let numbers = [pair.likeness.value, pair.likeness.lower, pair.likeness.upper, Double(pair.items)]
      lines.append((texts.map(csvField) + numbers.map { csvNumber($0) }).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The page's part; nil where nothing was compared.
  var context: [String: Any]? {
    guard !pairs.isEmpty else { return nil }
    return [
      "explanation": explanation,
      "matrices": matrices.map { matrix -> [String: Any] in
        let heads = matrix.subjects.map { glossary.name(of: $0.key) }
        return [
          "title": matrix.title, "heads": heads,
          "rows": zip(heads, matrix.cells).map { head, row -> [String: Any] in
            [
              "name": head,
              "cells": row.map { pair -> [String: Any] in
                guard let likeness = pair?.likeness else { return ["text": "", "share": "0", "interval": ""] }
                return [
                  "text": NumberText.fixed(likeness.value, decimals: 2),
                  "share": NumberText.fixed(max(0, likeness.value) * 60, decimals: 0),
                  "interval": "\(NumberText.short(likeness.lower)) to \(NumberText.short(likeness.upper))",
                ]
              },
            ]
          },
        ]
      },
      "across": acrossRuns.map { pair -> [String: Any] in
        [
          "name": title(pair), "items": pair.items, "mean": NumberText.short(pair.likeness.value),
          "sort": pair.likeness.value,
          "interval": "\(NumberText.short(pair.likeness.lower)) to \(NumberText.short(pair.likeness.upper))",
        ]
      }, "hasAcross": !acrossRuns.isEmpty,
    ]
  }
}
