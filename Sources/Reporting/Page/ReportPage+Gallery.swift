import Storing

extension ReportPage {
  var odditiesContext: Any? {
    let lists = outliers.compactMap { list -> [String: Any]? in
      let entries = list.entries.compactMap { row, note -> [String: Any]? in
        guard let card = gallery[row.index] else { return nil }
        return [
          "index": row.index, "name": options.className(row.group), "note": note,
          "image": card.thumbnail.isEmpty ? false as Any : card.thumbnail, "big": card.sentence == nil && !card.isFine,
          "text": Self.present(row.keptText),
        ]
      }
      guard !entries.isEmpty else { return nil }
      return ["title": list.title, "explanation": list.explanation, "entries": entries]
    }
    guard !lists.isEmpty || !regularities.isEmpty else { return nil }
    return [
      "lists": lists, "regularities": regularities.map { ["text": describe($0)] },
      "hasRegularities": !regularities.isEmpty,
      "sample": Self.present(statistics.sample.isComplete ? nil : NumberText.count(statistics.sample.rows.count)),
    ] as [String: Any]
  }

  var galleryContext: Any? {
    guard !gallery.cards.isEmpty else { return nil }
    let mapNames = gallery.mapNames
    let keys = Dictionary(uniqueKeysWithValues: mapNames.enumerated().map { ($1, "map\($0)") })
    let groups = Set(gallery.cards.compactMap(\.group)).sorted()
    let count = gallery.cards.count
    return [
      "note":
        (count < gallery.total
        ? "\(count) of \(NumberText.count(gallery.total)) items: every outlier above, then all classes in turn. " : "")
        + (statistics.isAboutSentences ? Self.sentencesNote : Self.imagesNote),
      "groundName": statistics.isAboutSentences ? "Minimal mask" : "Photo",
      "groundKey": statistics.isAboutSentences ? "m" : "p", "overlays": overlays,
      "hasOverlays": !overlays.isEmpty, "isTexts": statistics.isAboutSentences,
      "mapNames": mapNames.enumerated().map { place, name -> [String: Any] in
        ["key": keys[name] ?? "", "name": glossary.name(of: name), "digit": Self.present(place < 9 ? place + 1 : nil)]
      },
      "groups": groups.map { ["group": $0, "name": options.className($0)] as [String: Any] },
      "cards": gallery.cards.map { cardContext($0, keys) },
    ] as [String: Any]
  }

  /// What can be drawn over the images, each with its place in the legend; only what some image has.
  private var overlays: [[String: Any]] {
    if statistics.isAboutSentences { return [] }
    let cards = gallery.cards
    let known: [(key: String, name: String, letter: String, isOn: Bool, legend: String, isThere: Bool)] = [
      (
        "mask", "Mask", "m", true, "border of the minimal mask; dark is what it hides",
        cards.contains { $0.mask != nil }
      ),
      (
        "others", "Other masks", "o", false, "borders of the further masks",
        cards.contains { !$0.furtherMasks.isEmpty }
      ),
      (
        "core", "In every mask", "i", false, "border of what every smallest mask keeps",
        cards.contains { !$0.core.isEmpty }
      ),
      (
        "box", "Box", "b", false, "the crop with the best log saliency score, or the tightest box around the mask",
        cards.contains { $0.box != nil }
      ),
      (
        "truth", "True object", "t", true, "border of what the data set marks as the object",
        cards.contains { $0.truth != nil }
      ),
    ]
    return known.filter(\.isThere).map {
      ["key": $0.key, "name": $0.name, "letter": $0.letter, "on": $0.isOn, "legend": $0.legend]
    }
  }

  private static let imagesNote =
    "Open an image for a large view. Keys in the gallery: P for the photo, 1 to 9 for maps, the underlined "
    + "letters for what is drawn over them; the arrow keys page through the large view."
  private static let sentencesNote =
    "Bold is what the mask keeps. Switch to a map to see every word's score: the stronger the colour, the higher; in "
    + "the other colour, words that speak against the class. Words that people marked are underlined with dots. Open a "
    + "sentence for a large view (the arrow keys page through it; M and 1 to 9 switch)."

  private func cardContext(_ card: Gallery.Card, _ keys: [String: String]) -> [String: Any] {
    var facts = ["p\u{A0}\(NumberText.probability(card.probability))"]
    if let sentence = card.sentence, sentence.hasMask {
      facts.append("\(sentence.words.count { $0.isKept }) of \(sentence.words.count) words kept")
    } else if let area = card.keptShare {
      facts.append("\(NumberText.percent(area)) kept")
    }
    if let share = card.onObject { facts.append("\(NumberText.percent(share)) of it on the object") }
    if let status = card.status {
      switch ProofStatus(rawValue: status) {
      case .optimal: facts.append("proven minimal")
      case .empty: facts.append("empty: it asks for nothing")
      case .feasible, nil: facts.append(status)
      }
    }
    var context: [String: Any] = [
      "index": card.index, "group": card.group ?? -1, "name": card.id, "label": options.className(card.group),
      "facts": facts.joined(separator: ", "), "width": card.width, "height": card.height,
      "photo": Self.present(card.photo), "fine": card.isFine,
      "wrong": card.isWrong ? "seen as \(options.className(card.predicted))" as Any : false,
      "maps": card.maps.map { ["key": keys[$0.name] ?? "", "title": glossary.name(of: $0.name), "image": $0.image] },
    ]
    context["parts"] = card.parts.map(\.context)
    context["layers"] = card.sentence?.layers(keys) ?? []
    context["hasImage"] = card.height > 1 && (card.photo != nil || !card.maps.isEmpty || card.mask != nil)
    if let mask = card.mask {
      context["area"] = mask.area
      context["outline"] = mask.outline
      context["dense"] = card.isDense
    }
    context["others"] = Self.present(card.furtherMasks.isEmpty ? nil : card.furtherMasks)
    context["core"] = Self.present(card.core.isEmpty ? nil : card.core)
    context["truth"] = Self.present(card.truth)
    if let box = card.box {
      context["box"] = ["x": box.left, "y": box.top, "w": box.right - box.left, "h": box.bottom - box.top]
    }
    return context
  }
}
