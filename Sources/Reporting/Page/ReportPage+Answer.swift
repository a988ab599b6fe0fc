import Foundation
import Scoring

extension ReportPage {
  /// The first screen: what, how many, how sure, what is odd.
  var answerContext: [String: Any] {
    [
      "tiles": tiles.map { ["name": $0.name, "value": $0.value] }, "findings": findings.map(\.context),
      "meaning": Self.present(meaning),
    ]
  }

  /// What a mask is, for who sees one for the first time.
  private var meaning: String? {
    guard statistics.overall.area.count > 0 else { return nil }
    let part = isAboutSentences ? "the fewest words" : "the smallest part of an image"
    let method = gallery.cards.first?.leadingName.flatMap(glossary.method(of:))
    return method?.maskMeaning.map { "A mask is \(part) that \($0)." }
  }

  private var tiles: [(name: String, value: String)] {
    let overall = statistics.overall
    var tiles = [("explained of \(NumberText.items(statistics.itemCount))", NumberText.count(overall.count))]
    if let accuracy = overall.accuracy { tiles.append(("right predictions", NumberText.percent(accuracy))) }
    if let median = overall.area.median {
      tiles.append(("of the \(isAboutSentences ? "words" : "image") kept (median)", NumberText.percent(median)))
    }
    if let share = overall.maskOnObject.mean, let chance = overall.objectShare.mean {
      tiles.append(
        (
          "of what a mask keeps lies on the true object (chance: \(NumberText.percent(chance)))",
          NumberText.percent(share)
        ))
    }
    let proofs = statistics.proofs
    if proofs.all > 0 {
      tiles.append(("masks proven minimal", NumberText.percent(Double(proofs.minimal) / Double(proofs.all))))
    }
    if proofs.empty > 0 { tiles.append(("masks that ask for nothing", NumberText.count(proofs.empty))) }
    if let survival = overall.survival {
      tiles.append(("keep their class on the mask alone", NumberText.percent(survival)))
    }
    if statistics.failureCount > 0 { tiles.append(("failed", NumberText.count(statistics.failureCount))) }
    return tiles
  }

  struct Finding {
    var text: String
    var isOdd = false
    var link: String?

    var context: [String: Any] { ["text": text, "odd": isOdd, "link": ReportPage.present(link)] }
  }

  /// The first things to know, for a terminal.
  var headlines: [String] { findings.prefix(3).map(\.text) }

  private var findings: [Finding] {
    [
      nonsense, vacuity, predictions, evidence, objects, strongestWords, proof, engines, furtherMasks, optima,
      agreement, faithfulness, place,
    ].compactMap(\.self)
      + sufficiency + certificates + oddFindings
  }

  private var predictions: Finding? {
    let overall = statistics.overall
    guard overall.labelled > 0 else { return nil }
    var text =
      "The model names the right class in \(NumberText.count(overall.correct)) of "
      + "\(NumberText.items(overall.labelled))"
    let hardest = statistics.classes.filter { $0.value.labelled >= 3 }
      .compactMap { group in group.value.accuracy.map { (group.key, $0, group.value) } }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
    if let (group, accuracy, statistics) = hardest, accuracy < 1 {
      text += "; worst for \(options.className(group)) (\(statistics.correct) of \(statistics.labelled))"
    }
    return Finding(text: text + ".", link: statistics.classes.count > 1 ? "#classes" : nil)
  }

  private var evidence: Finding? {
    let area = statistics.overall.area
    guard let median = area.median, let low = area.quantile(0.25), let high = area.quantile(0.75) else { return nil }
    if isAboutSentences { return wordEvidence(median: median, low: low, high: high) }
    // Quartiles of so few say nothing.
    var text =
      area.count < 4
      ? "A mask keeps \(NumberText.percent(median)) of the image (median)"
      : "Half of the masks keep less than \(NumberText.percent(median)) of the image "
        + "(the middle half: \(NumberText.percent(low)) to \(NumberText.percent(high)))"
    let components = statistics.overall.components
    if let pieces = components.median { text += ", in \(NumberText.short(pieces)) separate pieces (median)" }
    return Finding(text: text + ".", link: "#distributions")
  }

  /// Do the masks keep the object, or something beside it?
  private var objects: Finding? {
    let overall = statistics.overall
    guard let onObject = overall.maskOnObject.mean, let kept = overall.objectKept.mean,
      let chance = overall.objectShare.mean
    else { return nil }
    var text =
      "Of what a mask keeps, \(NumberText.percent(onObject)) lies on the true object, where chance would put "
      + "\(NumberText.percent(chance)); \(NumberText.percent(kept)) of the object is kept (means)"
    let least = statistics.classes.filter { $0.value.maskOnObject.count >= 3 }
      .compactMap { group in group.value.maskOnObject.mean.map { (group.key, $0, group.value.objectShare.mean ?? 0) } }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
    if let (group, share, own) = least, statistics.classes.count > 1 {
      text += ". Least for \(options.className(group)): \(NumberText.percent(share))"
      if share < 1.5 * own { text += ", hardly more than chance (\(NumberText.percent(own)))" }
    }
    return Finding(text: text + ".", isOdd: onObject < 1.5 * chance, link: "#oddities")
  }

  private func wordEvidence(median: Double, low: Double, high: Double) -> Finding {
    let words = statistics.words.classes.values.reduce(0) { $0 + $1.kept }
    let sentences = statistics.words.classes.values.reduce(0) { $0 + $1.sentences }
    let mean = sentences > 0 ? Double(words) / Double(sentences) : nil
    return Finding(
      text: "A mask keeps \(NumberText.short(mean)) words on average; half of the masks keep less than "
        + "\(NumberText.percent(median)) of the sentence (the middle half: \(NumberText.percent(low)) to "
        + "\(NumberText.percent(high))).", link: "#words")
  }

  /// The strongest words of the two largest classes.
  private var strongestWords: Finding? {
    let groups = statistics.words.classes.sorted { ($1.value.sentences, $0.key) < ($0.value.sentences, $1.key) }
    let parts = groups.prefix(2).map(\.key).sorted().compactMap { group -> String? in
      let words = strongestWords(of: group, count: 6)
      return words.isEmpty ? nil : "\(words) for \(options.className(group))"
    }
    return parts.isEmpty
      ? nil : Finding(text: "Words that masks keep most: \(parts.joined(separator: "; ")).", link: "#words")
  }

  /// Said first of all where masks mean little: most of what they must keep is there with everything hidden.
  private var vacuity: Finding? {
    let empty = statistics.proofs.empty
    let share = statistics.vacuousShare.flatMap { $0 > 0.5 ? $0 : nil }
    guard share != nil || empty > 0 else { return nil }
    var text = "These masks say little"
    if let share {
      text +=
        ": \(NumberText.percent(share)) of the chosen neurons stay on with everything hidden, so that keeping them asks "
        + "for nothing"
    }
    if empty > 0 {
      text +=
        (share == nil ? ": " : "; ") + "\(NumberText.count(empty)) of \(NumberText.count(statistics.proofs.all)) masks "
        + "are empty"
    }
    return Finding(
      text: text + ". With `evidence: change` in the job a mask keeps what the \(isAboutSentences ? "words" : "image") "
        + "changed.", isOdd: true)
  }

  private var proof: Finding? {
    let proofs = statistics.proofs
    guard proofs.all > 0 else { return nil }
    if proofs.minimal == proofs.all {
      // A proof that means little is nothing to praise.
      if let share = statistics.vacuousShare, share > 0.5 { return nil }
      return Finding(text: "Every mask is proven to be the smallest of its kind.")
    }
    var text = "\(NumberText.count(proofs.minimal)) of \(NumberText.count(proofs.all)) masks are proven minimal"
    if proofs.unfinished > 0 {
      text +=
        "; for \(NumberText.count(proofs.unfinished)) the time ran out, and the best mask found is shown with its proven "
        + "bound"
    }
    if proofs.empty > 0 { text += "; \(NumberText.count(proofs.empty)) are empty: they ask for nothing" }
    return Finding(text: text + ".", isOdd: true, link: "#convergence")
  }

  /// Which engines settled the masks' independent parts.
  private var engines: Finding? {
    let engines = statistics.engines
    guard engines.components > 0, !engines.settled.isEmpty else { return nil }
    let parts = engines.settled.map { "\($0.name) \(NumberText.count($0.count))" }.joined(separator: ", ")
    var text = "Of the masks' \(NumberText.count(engines.components)) independent parts, settled by: \(parts)"
    if engines.confirmed > 0 {
      text += ". Z3 proved \(NumberText.count(engines.confirmed)) of them again, with the same result"
    }
    return Finding(text: text + ".")
  }

  /// Of each method whose masks were checked: do they keep the prediction on their own?
  private var certificates: [Finding] {
    let check = "-mask.\(PredictionCheckScores.keepsFloat.key)"
    return statistics.values.keys.filter { $0.hasSuffix(check) }.sorted().compactMap { name in
      let method = String(name.dropLast(check.count))
      guard let computed = statistics.values[name], let share = computed.mean else { return nil }
      func count(_ share: Double) -> Int { Int((share * Double(computed.count)).rounded()) }
      var text =
        "Shown alone, \(count(share)) of \(computed.count) masks of \(glossary.name(of: method)) keep the class as the "
        + "network computes it"
      if let exact = statistics.values["\(method)-mask.\(PredictionCheckScores.keepsExact.key)"]?.mean {
        text += ", \(count(exact)) provably, in exact arithmetic"
      }
      let differ = count(statistics.values["\(method)-mask.\(PredictionCheckScores.floatDiffers.key)"]?.mean ?? 0)
      if differ > 0 { text += "; rounding changes the decision of \(differ)" }
      return Finding(text: text + ".", isOdd: differ > 0, link: "#methods")
    }
  }

  private var agreement: Finding? {
    let pointing = GroundTruthAgreement.pointing.key
    let score = [pointing, GroundTruthAgreement.iou.key, GroundTruthAgreement.auc.key]
      .first { comparison.scores.contains($0) }
    guard let score, let leading = comparison.subjects.first, let cell = comparison.cells[leading]?[score] else {
      return nil
    }
    let description = glossary.score(score)
    func written(_ value: Double) -> String {
      score == pointing ? NumberText.percent(value) : NumberText.short(value)
    }
    let others = others(on: score, written: written)
    let start =
      score == pointing
      ? (isAboutSentences ? "The highest word is one that people marked" : "The highest pixel lies on the true object")
        + " in \(written(cell.mean.value)) of the items for"
      : "\(description.name) against the true object is \(written(cell.mean.value)) for"
    let rest = others.isEmpty ? "" : " (\(others))"
    return Finding(
      text: "\(start) \(glossary.name(of: leading))\(rest).\(verdict(on: score))", link: "#methods")
  }

  private var faithfulness: Finding? {
    let score = LogSaliency.lss.key
    guard let leading = comparison.subjects.first, let cell = comparison.cells[leading]?[score] else { return nil }
    let others = others(on: score, written: { NumberText.short($0) })
    let rest = others.isEmpty ? "" : " (\(others); lower is better)"
    return Finding(
      text:
        "The log saliency score of the \(isAboutSentences ? "words" : "crops") is \(NumberText.short(cell.mean.value)) on "
        + "average for \(glossary.name(of: leading))\(rest).\(verdict(on: score))", link: "#methods")
  }

  /// What the other maps score, the best first where there are many.
  private func others(on score: String, written: (Double) -> String) -> String {
    let limit = 4
    var scored = comparison.subjects.dropFirst().compactMap { subject in
      comparison.cells[subject]?[score].map { (subject, $0.mean.value) }
    }
    let isCut = scored.count > limit
    if isCut {
      let isLowerBetter = glossary.score(score).direction == .lower
      scored.sort { isLowerBetter ? $0.1 < $1.1 : $0.1 > $1.1 }
    }
    let texts = scored.prefix(limit).map { "\(glossary.name(of: $0.0)) \(written($0.1))" }
    return texts.joined(separator: ", ") + (isCut ? "; \(scored.count - limit) others behind these" : "")
  }

  /// The published claim, tested on this run: does the leading map beat the established method?
  private func verdict(on score: String) -> String {
    guard let leading = comparison.subjects.first, let reference = glossary.reference?.outputs.first,
      leading != reference.key, let test = comparison.cells[reference.key]?[score]?.test
    else { return "" }
    // The tests hold other minus leading.
    let (low, high) = (-test.difference.upper, -test.difference.lower)
    let isLowerBetter = glossary.score(score).direction == .lower
    let words =
      low <= 0 && high >= 0
      ? "does not differ clearly from" : (high < 0) == isLowerBetter ? "is better than" : "is worse than"
    return " \(glossary.name(of: leading)) \(words) \(reference.name) on the same items: difference "
      + "\(NumberText.short(-test.difference.value)), 95\u{A0}% interval \(NumberText.short(low)) to \(NumberText.short(high))."
  }

  private var place: Finding? {
    let overall = statistics.overall
    guard let centre = overall.centreShare.mean, let border = overall.borderShare.mean, centre + border > 0 else {
      return nil
    }
    let text =
      "Masks keep \(NumberText.percent(centre)) of the image's middle and \(NumberText.percent(border)) of its border"
    let isOdd = border > centre
    return Finding(
      text: text + (isOdd ? ": more border than middle." : "."), isOdd: isOdd, link: "#distributions")
  }

  private var oddFindings: [Finding] {
    var found = regularities.prefix(3).map { Finding(text: describe($0), isOdd: true, link: "#oddities") }
    if regularities.count > 3 {
      found.append(
        Finding(
          text: "\(regularities.count - 3) more classes keep one region again and again.", isOdd: true,
          link: "#oddities"))
    }
    if statistics.failureCount > 0 {
      let kinds = statistics.failures.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        .map { "\($0.key) (\(NumberText.count($0.value.count)))" }
      found.append(
        Finding(
          text: "\(NumberText.items(statistics.failureCount)) failed: \(kinds.joined(separator: ", ")).",
          isOdd: true,
          link: "#convergence"))
    }
    return found
  }

  func describe(_ regularity: Regularity) -> String {
    let who =
      regularity.group.map { "the \(NumberText.count(regularity.count)) images of \(options.className($0))" }
      ?? "all \(NumberText.count(regularity.count)) images, whatever the class,"
    let elsewhere = regularity.elsewhere.map { "; in other classes \(NumberText.percent($0))" } ?? ""
    let scale = 100.0 / Double(regularity.side)
    let box = regularity.box
    func range(_ a: Int, _ b: Int) -> String {
      "\(Int((Double(a) * scale).rounded()))–\(Int((Double(b) * scale).rounded()))\u{A0}%"
    }
    return
      "\(NumberText.percent(regularity.share)) of \(who) keep the same region, \(regularity.place) (from the left "
      + "\(range(box.left, box.right)), from the top \(range(box.top, box.bottom)))\(elsewhere). "
      + "A watermark, a border, or the object's usual place?"
  }
}
