import Scoring

extension RunComparison {
  /// Rows of the tables: measure, then for each run its mean, interval, difference and p.
  private struct Line {
    var name: String
    var cells: [(mean: Estimate?, test: PairedTest?, p: Double?)]
  }

  private var lines: [Line] {
    measures.map { measure in
      Line(
        name: title(measure.name),
        cells: measure.means.indices.map { (measure.means[$0], measure.tests[$0], measure.adjustedP[$0]) })
    }
  }

  /// A measure's name for people: `smug.pointing` is "SMUG: Pointing game".
  func title(_ name: String) -> String {
    if let known = ComparedItem.plain.first(where: { $0.key == name }) { return known.name }
    if let score = ScoreName(name) {
      // The leading map and mask of each run, whatever its method.
      let isLeading = score.subject.hasPrefix("leading ")
      let subject = isLeading ? "Leading " + score.subject.dropFirst(8) : glossary.name(of: score.subject)
      return subject + ": " + glossary.score(score.score).name
    }
    for method in glossary.methods(filling: .regions) where name.hasPrefix("\(method.key)/") {
      return "\(method.name), " + RegionMeasures(method).title(String(name.dropFirst(method.key.count + 1)))
    }
    return name.hasPrefix("seconds.") ? "Seconds: " + name.dropFirst(8) : name
  }

  private static func estimate(_ value: Estimate?, dash: String) -> String {
    guard let value else { return "" }
    return "\(NumberText.short(value.value)) [\(NumberText.short(value.lower))\(dash)\(NumberText.short(value.upper))]"
  }

  /// The table as Markdown, with a line on agreement before it.
  public var markdown: String {
    var text = agreementLines.map { $0 + "\n" }.joined() + "\n"
    let heads = names.enumerated().map { $0.offset == 0 ? $0.element : "\($0.element) | difference | p" }
    text += "| Mean [95 % interval] | \(heads.joined(separator: " | ")) |\n"
    text += "|---|" + String(repeating: "---:|", count: 1 + 3 * (names.count - 1)) + "\n"
    for line in lines {
      let cells = line.cells.enumerated().map { run, cell -> String in
        let mean = Self.estimate(cell.mean, dash: ", ")
        guard run > 0 else { return mean }
        return "\(mean) | \(Self.estimate(cell.test?.difference, dash: ", ")) | \(cell.p.map(NumberText.pValue) ?? "")"
      }
      text += "| \(line.name.replacing("|", with: "\\|")) | \(cells.joined(separator: " | ")) |\n"
    }
    if let regions = RegionComparison(rows, glossary) { text += "\n" + regions.markdown(names: names) }
    return text
  }

  /// How far the runs agree, and which measures differ most surely: what fits a terminal.
  public func summary(limit: Int = 12) -> String {
    var text = agreementLines.map { $0 + "\n" }.joined()
    for run in names.indices.dropFirst() {
      let tested = measures.filter { $0.adjustedP[run] != nil }
      let differing = tested.filter { $0.adjustedP[run]! < 0.05 }.sorted { $0.adjustedP[run]! < $1.adjustedP[run]! }
      text += "\n\(names[run]) minus \(names[0]): "
      text += "\(differing.count) of \(tested.count) measures differ (p < 0.05 after Holm)"
      text += differing.isEmpty ? ".\n" : differing.count > limit ? "; the surest:\n" : ":\n"
      for measure in differing.prefix(limit) {
        text += "  \(title(measure.name)): \(Self.estimate(measure.tests[run]?.difference, dash: ", "))"
        text += ", p \(measure.adjustedP[run].map(NumberText.pValue) ?? "")\n"
      }
    }
    return text
  }

  /// Sentences on how far each run agrees with the reference.
  public var agreementLines: [String] {
    var sentences = [
      "\(common) items in common\(isComplete ? "" : " in a uniform sample of each run"); the reference is \(names[0])."
    ]
    for (name, agreement) in zip(names.dropFirst(), agreements) {
      var text =
        "\(name): same predicted class for \(NumberText.percent(Double(agreement.samePrediction) / Double(agreement.items)))"
      if let mean = agreement.maskIoU.mean, let median = agreement.maskIoU.median {
        text += ", IoU of the masks \(NumberText.short(mean)) on average (median \(NumberText.short(median)))"
      }
      sentences.append(text + ".")
    }
    return sentences
  }

  /// The table as CSV, one line per measure and run, numbers in full.
  public var csv: String {
    var text = "measure,run,mean,lower,upper,difference,difference_lower,difference_upper,p,p_holm,pairs\n"
    for measure in measures {
      for run in names.indices {
        guard let mean = measure.means[run] else { continue }
        let test = measure.tests[run]
        let numbers = [
          mean.value, mean.lower, mean.upper, test?.difference.value, test?.difference.lower, test?.difference.upper,
          test?.pValue, measure.adjustedP[run], test.map { Double($0.count) },
        ]
        text += ([csvField(measure.name), csvField(names[run])] + numbers.map(csvNumber)).joined(separator: ",") + "\n"
      }
    }
    return text
  }

  /// The table as LaTeX (booktabs), ready for a paper.
  public var latex: String {
    var text = "\\begin{tabular}{l\(String(repeating: "r", count: names.count + 2 * (names.count - 1)))}\n\\toprule\n"
    let heads = names.enumerated().map { run, name in
      run == 0 ? LaTeXText.escaped(name) : "\(LaTeXText.escaped(name)) & difference & $p$"
    }
    text += "& \(heads.joined(separator: " & ")) \\\\\n\\midrule\n"
    for line in lines {
      let cells = line.cells.enumerated().map { run, cell -> String in
        let mean = Self.estimate(cell.mean, dash: ", ")
        guard run > 0 else { return mean }
        let p = cell.p.map { NumberText.pValue($0) }.map { $0.hasPrefix("<") ? "$\($0)$" : $0 } ?? ""
        return "\(mean) & \(Self.estimate(cell.test?.difference, dash: ", ")) & \(p)"
      }
      text += "\(LaTeXText.escaped(line.name)) & \(cells.joined(separator: " & ")) \\\\\n"
    }
    return text.replacing("–", with: "--").replacing("\u{2212}", with: "$-$") + "\\bottomrule\n\\end{tabular}\n"
  }
}
