import Foundation
import Saliency
import Scoring

/// A table of methods by scores that fits a page, as a table in LaTeX.
///
/// A method takes two lines: means, and their intervals. The best mean of a column is bold; a dagger marks what does
/// not differ from it significantly.
struct PaperTable {
  /// In names of files and in the label: `faithfulness-2`.
  var key: String
  var caption: String
  var subjects: [String]
  var scores: [String]
  /// What the columns are called, in their order.
  var headings: [String]

  /// So many columns fit the width of a page.
  static let columnLimit = 6

  /// All tables of a comparison: for each measure that was taken under several fillings one, its columns the fillings;
  /// and the other scores, family by family.
  static func all(_ comparison: MethodComparison, stability: [FillStability]) -> [PaperTable] {
    var tables: [PaperTable] = []
    for family in ScoreDescription.Family.allCases {
      let plain = comparison.scores.filter { score in
        comparison.description(score).family == family && !stability.contains { $0.scores.contains(score) }
      }
      let parts = Self.parts(plain, comparison)
      for (place, part) in parts.enumerated() {
        tables.append(
          PaperTable(
            key: parts.count > 1 ? "\(family.rawValue)-\(place + 1)" : family.rawValue, caption: family.title + ".",
            subjects: comparison.subjects(having: part), scores: part,
            headings: part.map { comparison.description($0).name + "\u{A0}" + comparison.description($0).arrow }))
      }
    }
    return tables + stability.map { PaperTable($0, comparison) }
  }

  /// Scores in tables of bounded width. Masks have scores of their own: side by side with those of maps, half of the
  /// table would be empty.
  private static func parts(_ scores: [String], _ comparison: MethodComparison) -> [[String]] {
    var parts: [[String]] = []
    for score in scores {
      let subjects = Set(comparison.subjects(having: [score]))
      if let last = parts.last, last.count < columnLimit, case let others = Set(comparison.subjects(having: last)),
        2 * others.intersection(subjects).count >= max(others.count, subjects.count)
      {
        parts[parts.count - 1].append(score)
      } else {
        parts.append([score])
      }
    }
    return parts
  }

  private init(key: String, caption: String, subjects: [String], scores: [String], headings: [String]) {
    self.key = key
    self.caption = caption
    self.subjects = subjects
    self.scores = scores
    self.headings = headings
  }

  private init(_ measure: FillStability, _ comparison: MethodComparison) {
    let w = measure.concordance
    let arrow = comparison.description(measure.scores[0]).arrow
    self.init(
      key: comparison.description(measure.scores[0]).measure,
      caption: "\(measure.name) \(arrow) by what stands for hidden pixels. Kendall's W of the rankings: "
        + "\(NumberText.fixed(w.value, decimals: 2)) (\(NumberText.fixed(w.lower, decimals: 2)) to "
        + "\(NumberText.fixed(w.upper, decimals: 2))).",
      subjects: comparison.subjects(having: measure.scores), scores: measure.scores, headings: measure.fills)
  }

  /// The table as LaTeX, to be included in a document that uses the package booktabs.
  ///
  /// - Parameter items: number of items that the means rest on.
  func latex(_ comparison: MethodComparison, items: Int) -> String {
    let decimals = scores.map { score in
      Self.decimals(subjects.compactMap { comparison.cells[$0]?[score]?.mean.value })
    }
    let head = headings.map { LaTeXText.heading($0) }.joined(separator: " & ")
    let body = subjects.map { subject in
      let cells = zip(scores, decimals).map { score, decimals in
        comparison.cells[subject]?[score].map { Self.written($0, decimals: decimals) } ?? ("", "")
      }
      return "\(LaTeXText.escaped(comparison.name(subject))) & \(cells.map(\.0).joined(separator: " & ")) \\\\\n"
        + " & \(cells.map(\.1).joined(separator: " & ")) \\\\"
    }
    return """
      % Needs \\usepackage{booktabs}.
      \\begin{table}[htbp]
      \\centering
      \\caption{\(LaTeXText.escaped(caption)) Means over \(NumberText.items(items)) with 95\\,\\% bootstrap intervals; \
      bold: best; $\\dagger$: no significant difference from the best (Wilcoxon, Holm, $p \\ge \(MethodComparison.Standing.level)$).}
      \\label{tab:\(key)}
      \\small
      \\setlength{\\tabcolsep}{4pt}
      \\begin{tabular}{l\(String(repeating: "r", count: scores.count))}
      \\toprule
       & \(head) \\\\
      \\midrule
      \(body.joined(separator: "\n\\addlinespace[1pt]\n"))
      \\bottomrule
      \\end{tabular}
      \\end{table}

      """
  }

  /// The table as Markdown; the best mean is bold, and = stands before what does not differ from it significantly.
  func markdown(_ comparison: MethodComparison) -> String {
    var text = "\(caption)\n\n| | \(headings.joined(separator: " | ")) |\n|---|"
    text += String(repeating: "---|", count: headings.count) + "\n"
    for subject in subjects {
      let cells = scores.map { score -> String in
        guard let cell = comparison.cells[subject]?[score] else { return "" }
        let mean = NumberText.short(cell.mean.value)
        let interval = "(\(NumberText.short(cell.mean.lower)) to \(NumberText.short(cell.mean.upper)))"
        return switch cell.standing {
        case .best?: "**\(mean)** \(interval)"
        case .tied?: "= \(mean) \(interval)"
        case .behind?, nil: "\(mean) \(interval)"
        }
      }
      text += "| \(comparison.name(subject)) | \(cells.joined(separator: " | ")) |\n"
    }
    return text
  }

  private static func written(_ cell: MethodComparison.Cell, decimals: Int) -> (String, String) {
    let value = LaTeXText.number(cell.mean.value, decimals: decimals)
    let mean =
      switch cell.standing {
      case .best?: "\\textbf{\(value)}\\rlap{\\phantom{$^\\dagger$}}"
      case .tied?: "\(value)\\rlap{$^\\dagger$}"
      case .behind?, nil: value
      }
    let (lower, upper) = (cell.mean.lower, cell.mean.upper)
    return (
      mean,
      "{\\scriptsize [\(LaTeXText.number(lower, decimals: decimals)), \(LaTeXText.number(upper, decimals: decimals))]}"
    )
  }

  /// Three significant digits of the largest number of a column; at most four decimals.
  private static func decimals(_ values: [Double]) -> Int {
    let largest = values.map(abs).filter(\.isFinite).max() ?? 0
    guard largest > 0 else { return 1 }
    return max(0, min(4, 2 - Int(log10(largest).rounded(.down))))
  }
}
