import Scoring

/// The method table as CSV: a line for each group of items, map or mask, and score, with numbers in full.
struct MethodTableFile {
  let comparison: MethodComparison
  let splits: MethodSplits

  static let header = [
    "group", "items", "subject", "name", "score", "score_name", "measure", "fill", "better", "mean", "lower", "upper",
    "median",
    "median_lower", "median_upper", "standing", "p_against_best",
  ]

  var csv: String {
    var lines = [Self.header.joined(separator: ",")]
    for score in comparison.scores {
      for subject in comparison.subjects {
        guard let cell = comparison.cells[subject]?[score] else { continue }
        lines.append(all(subject, score, cell))
        for (group, place) in zip(splits.groups, splits.groups.indices) {
          guard let part = splits.cell(place, subject, score) else { continue }
          lines.append(
            line(group.key, part.count, subject, score, [part.mean.value, part.mean.lower, part.mean.upper]))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func all(_ subject: String, _ score: String, _ cell: MethodComparison.Cell) -> String {
    let (standing, p): (String, Double?) =
      switch cell.standing {
      case .best?: ("best", nil)
      case .tied(let p)?: ("tied", p)
      case .behind(let p)?: ("behind", p)
      case nil: ("", nil)
      }
    return line(
      "all", cell.count, subject, score,
      [cell.mean.value, cell.mean.lower, cell.mean.upper, cell.median.value, cell.median.lower, cell.median.upper],
      standing, p)
  }

  private func line(
    _ group: String, _ count: Int, _ subject: String, _ score: String, _ numbers: [Double], _ standing: String = "",
    _ p: Double? = nil
  ) -> String {
    let description = comparison.description(score)
    let texts = [
      group, String(count), subject, comparison.name(subject), score, description.name, description.measure,
      description.fill ?? "", description.direction.rawValue,
    ]
    let padded = numbers.map { csvNumber($0) } + Array(repeating: "", count: 6 - numbers.count)
    return (texts.map(csvField) + padded + [standing, csvNumber(p)]).joined(separator: ",")
  }
}
