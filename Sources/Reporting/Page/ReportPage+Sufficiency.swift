import Scoring

extension ReportPage {
  /// What is enough for the answer, how often there is more than one such part, and what the model cannot do without; of
  /// runs with the method `sufficient`.
  var sufficiency: [Finding] {
    [sufficientParts, rightAndWrongParts, disjointParts, necessaryParts, completions].compactMap(\.self)
  }

  private func values(_ name: String) -> Distribution? {
    statistics.values["sufficient/\(name)"].flatMap { $0.count > 0 ? $0 : nil }
  }

  private var sufficientParts: Finding? {
    let statuses = statistics.methodStatuses["sufficient"] ?? [:]
    let nothing = statuses["fill-alone"] ?? 0
    let needsNothing =
      "In \(NumberText.items(nothing)) the model gives its answer with nothing shown: no part is the reason."
    guard let area = values("area"), let mean = area.mean, let median = area.median else {
      return nothing > 0 ? Finding(text: needsNothing, isOdd: true) : nil
    }
    let part = statistics.isAboutSentences ? "of the words" : "of the image"
    var text =
      "Shown alone, \(NumberText.percent(mean)) \(part) on average is enough for the model to give its answer (median "
      + "\(NumberText.percent(median)), over \(NumberText.items(area.count)))"
    let minimum = statuses["minimum"] ?? 0
    let irreducible = statuses["irreducible"] ?? 0
    if minimum + irreducible > 0 {
      text +=
        ". Of \(NumberText.count(minimum)) masks all smaller ones were tried; of \(NumberText.count(irreducible)) nothing "
        + "single can be left out, which was tried as well"
    }
    text += "."
    if nothing > 0 { text += " \(needsNothing)" }
    return Finding(text: text, isOdd: nothing > 0, link: "#distributions")
  }

  private var rightAndWrongParts: Finding? {
    let leading = gallery.cards.first?.leadingName
    guard leading == "sufficient", let right = statistics.right.area.mean, let wrong = statistics.wrong.area.mean,
      statistics.right.area.count >= 3, statistics.wrong.area.count >= 3
    else { return nil }
    return Finding(
      text:
        "Right predictions need \(NumberText.percent(right)) of the \(statistics.isAboutSentences ? "words" : "image"), wrong ones "
        + "\(NumberText.percent(wrong)) (means).", link: "#distributions")
  }

  private var disjointParts: Finding? {
    guard let disjoint = values("disjoint"), let mean = disjoint.mean, disjoint.maximum > 1 else {
      return nil
    }
    return Finding(
      text: "There are \(NumberText.short(mean)) such parts on average that share nothing, up to "
        + "\(NumberText.count(Int(disjoint.maximum))): each alone gives the answer, so no single one is needed.")
  }

  private var necessaryParts: Finding? {
    guard let area = values("necessary-area"), let mean = area.mean else { return nil }
    return Finding(
      text:
        "Hiding \(NumberText.percent(mean)) of the \(statistics.isAboutSentences ? "words" : "image") on average changes the answer "
        + "(over \(NumberText.items(area.count))): what the model cannot do without.")
  }

  private var completions: Finding? {
    guard let share = values("robustness")?.mean else { return nil }
    return Finding(
      text: "With random contents in the hidden part, the answer stays in \(NumberText.percent(share)) of the trials.",
      isOdd: share < 0.5)
  }
}
