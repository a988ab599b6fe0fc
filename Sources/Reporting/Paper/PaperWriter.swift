import Foundation
import Saliency
import Scoring
import Storing

/// Writes what a paper takes of a run: the method table as LaTeX and CSV, the charts as SVG and PDF, the settings that
/// made them, and how to cite the program.
public struct PaperWriter {
  public var directory: URL
  public var options: ReportOptions
  /// The program's version.
  public var version: String

  public init(directory: URL, options: ReportOptions, version: String) {
    self.directory = directory
    self.options = options
    self.version = version
  }

  /// - Returns: the names of the files, as paths from the directory.
  /// - Throws: `ReportingError`, or what reading the source throws.
  @discardableResult
  public func write(from source: some ItemSource) throws -> [String] {
    var statistics = DatasetStatistics(glossary: options.glossary)
    var leading: String?
    try source.forEachItem { record in
      statistics.add(record)
      leading = leading ?? record.explained?.leadingName
    }
    guard statistics.itemCount > 0 else { throw ReportingError.empty(path: directory.path) }
    let bootstrap = Bootstrap(resamples: options.resamples)
    let comparison = MethodComparison(
      statistics, leading: leading, glossary: options.glossary, bootstrap: bootstrap)
    guard !comparison.subjects.isEmpty else { throw ReportingError.noScores(path: directory.path) }
    let stability = FillStability.all(comparison, bootstrap: bootstrap)
    let splits = MethodSplits(comparison, bootstrap: bootstrap)
    let tables = PaperTable.all(comparison, stability: stability)
    let figures = PaperFigures(comparison, statistics, AreaCurves.all(comparison, bootstrap: bootstrap)).all
    let errors = ErrorPrediction(comparison.rows, name: options.glossary.name)
    var files = tables.map { (name: "table-\($0.key).tex", text: $0.latex(comparison, items: comparison.items)) }
    files += [
      ("methods.md", tables.map { $0.markdown(comparison) }.joined(separator: "\n")),
      ("methods.csv", MethodTableFile(comparison: comparison, splits: splits).csv),
      ("fillings.csv", Self.csv(stability, comparison)), ("errors.csv", Self.csv(errors)),
      ("settings.txt", settings(comparison)), ("CITATION.cff", Citation.file(version: version)),
      ("paper.tex", document(tables, figures)),
    ]
    var written = try Reporting.write(files, to: directory)
    let folder = directory.appendingPathComponent("figures")
    written += try Reporting.write(figures.map { ($0.name + ".svg", $0.drawing.svgFile) }, to: folder).map {
      "figures/" + $0
    }
    for figure in figures {
      let url = folder.appendingPathComponent(figure.name + ".pdf")
      do { try figure.drawing.pdf.write(to: url) } catch {
        throw ReportingError.unwritable(path: url.path, reason: error.localizedDescription)
      }
      written.append("figures/\(figure.name).pdf")
    }
    return written
  }

  /// A document that shows all tables and figures: to look at, and to copy from.
  private func document(_ tables: [PaperTable], _ figures: [PaperFigures.Figure]) -> String {
    let pictures = figures.map { figure in
      "\\parbox[b]{0.48\\linewidth}{\\centering\\small \(LaTeXText.escaped(figure.title))\\\\\n"
        + "\\includegraphics[width=\\linewidth]{figures/\(figure.name).pdf}}"
    }
    return """
      \\documentclass{article}
      \\usepackage[margin=2.2cm]{geometry}
      \\usepackage[utf8]{inputenc}
      \\usepackage{booktabs,graphicx}
      \\setlength{\\belowcaptionskip}{4pt}
      \\setcounter{topnumber}{9}\\setcounter{totalnumber}{9}\\renewcommand{\\topfraction}{1}\\renewcommand{\\textfraction}{0}
      \\renewcommand{\\floatpagefraction}{0.6}
      \\begin{document}
      \\section*{\(LaTeXText.escaped(options.title))}
      \(tables.map { "\\input{table-\($0.key)}" }.joined(separator: "\n"))
      \\clearpage
      \\begin{center}
      \(pictures.joined(separator: "\n"))
      \\end{center}
      \\end{document}

      """
  }

  /// What made the tables, in words.
  private func settings(_ comparison: MethodComparison) -> String {
    var lines = [options.title, "", "Written by Winnow \(version).", ""]
    lines += options.settings.map { "\($0.name): \($0.value)" }
    lines += [
      "", "Items in the tables: \(comparison.items)\(comparison.isComplete ? "" : ", a uniform sample of the run")",
      "Intervals: 95 % percentile bootstrap over the items, \(options.resamples) draws.",
      "Tests: Wilcoxon's signed-rank test against the best mean of each score, corrected by Holm over all of them.", "",
      "Methods:",
    ]
    for method in options.glossary.methods
    where comparison.subjects.contains(where: { options.glossary.method(of: $0) == method }) {
      lines.append("  \(method.name)" + (method.source.isEmpty ? "" : ": \(method.source)"))
    }
    lines += ["", "Scores:"]
    for score in comparison.scores {
      let known = comparison.description(score)
      lines.append("  \(known.name): \(known.explanation)" + (known.source.isEmpty ? "" : " \(known.source)."))
    }
    if let jobText = options.jobText { lines += ["", "Job file:", "", jobText] }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func csv(_ stability: [FillStability], _ comparison: MethodComparison) -> String {
    var lines = ["measure,fill,subject,rank,kendall_w,w_lower,w_upper,items"]
    for measure in stability {
      let w = measure.concordance
      for (fill, ranks) in zip(measure.fills, measure.ranks) {
        for (subject, rank) in zip(measure.subjects, ranks) {
          let numbers = [rank, w.value, w.lower, w.upper, Double(measure.items)].map { csvNumber($0) }
          lines.append(([measure.name, fill, subject].map(csvField) + numbers).joined(separator: ","))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func csv(_ errors: ErrorPrediction?) -> String {
    var lines = ["number,name,roc_auc,lower,upper,wrong,right"]
    for predictor in errors?.predictors ?? [] {
      let area = predictor.area
      let numbers = [
        area.estimate.value, area.estimate.lower, area.estimate.upper, Double(area.positives), Double(area.negatives),
      ]
      lines.append(
        ([predictor.key, predictor.name].map(csvField) + numbers.map { csvNumber($0) }).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
