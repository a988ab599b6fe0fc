import Foundation

extension ReportPage {
  /// Items in the section: to look at, not to count.
  private static let limit = 24

  /// What is enough and what the answer cannot do without, side by side; of runs with the method `sufficient` on images.
  var enoughContext: Any? {
    let cards = gallery.cards.filter { $0.answer != nil }
    guard !cards.isEmpty else { return nil }
    // Evenly over the gallery, whose first cards may be of one class.
    let count = min(cards.count, Self.limit)
    let shown = (0..<count).map { cards[$0 * cards.count / count] }
    return [
      "cards": shown.compactMap(enoughContext),
      "note": count < cards.count ? "\(count) of the \(cards.count) images of the gallery below." : false as Any,
      "hasNeed": shown.contains { $0.answer?.without != nil },
    ] as [String: Any]
  }

  private func enoughContext(_ card: Gallery.Card) -> [String: Any]? {
    guard let answer = card.answer else { return nil }
    let predicted = options.className(card.predicted)
    return [
      "index": card.index, "fine": card.isFine, "photo": Self.present(card.photo), "enough": answer.enough,
      "predicted": predicted, "outline": card.mask?.outline ?? "", "width": card.width, "height": card.height,
      "area": NumberText.percent(answer.area), "wrong": card.isWrong ? options.className(card.group) as Any : false,
      "need": answer.without.map { image -> [String: Any] in
        [
          "image": image, "area": NumberText.percent(answer.necessaryArea),
          "other": options.className(answer.classWithout),
        ]
      } as Any? ?? false,
    ]
  }
}
