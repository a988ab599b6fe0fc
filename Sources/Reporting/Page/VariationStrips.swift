import ImageCodecs
import Saliency
import Storing

/// Accepted alternatives of a few items' salient regions, for the report.
struct VariationStrips {
  struct Strip {
    var index: Int
    var id: String
    var group: Int?
    var acceptance: Double
    var photo: String?
    /// The item with its salient region painted over.
    var removed: String?
    /// Accepted alternatives, most confident first, and what is said of each.
    var alternatives: [(image: String, note: String)]
    /// Where the accepted contents differ most.
    var variability: String?

    var bytes: Int {
      ([photo, removed, variability] + alternatives.map(\.image)).reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    }
  }

  static let limit = 40
  /// Bytes that the strips' images may take in the page.
  private static let byteLimit = 3_000_000

  private(set) var strips: [Strip] = []
  /// How records name the method that gives alternatives.
  let method: String?

  /// - Parameters:
  ///   - cards: the gallery's, of which the first with alternatives are shown.
  ///   - glossary: says which method gives alternatives.
  init(cards: [Gallery.Card], source: some ItemSource, glossary: Glossary) throws {
    method = glossary.methods(filling: .variations).first?.key
    var bytes = 0
    for card in cards where strips.count < Self.limit && bytes < Self.byteLimit {
      guard let explained = try source.item(at: card.index)?.explained,
        let varied = explained.explanations.first(where: { $0.method == method }),
        varied.images.contains(where: { $0.name != MethodDescription.Section.removedImage })
      else { continue }
      let alternatives = varied.images.filter { $0.name != MethodDescription.Section.removedImage }
      let table = varied.tables.first
      let strip =
        Strip(
          index: card.index, id: card.id, group: card.group, acceptance: varied[value: "acceptance"] ?? 0,
          photo: card.photo,
          removed: try varied.images.first { $0.name == MethodDescription.Section.removedImage }.map {
            try DataURI.photo(RasterImage($0))
          },
          alternatives: try alternatives.enumerated().map { row, image in
            let probability = table?.value(row: row, column: "probability")
            return (try DataURI.photo(RasterImage(image)), probability.map { "p\u{A0}\(NumberText.short($0))" } ?? "")
          },
          variability: try varied.maps.first.flatMap { try Self.picture($0.map) })
      bytes += strip.bytes
      strips.append(strip)
    }
  }
}

extension VariationStrips {
  /// From dark, where all agree, to bright, where they differ most: a map of amounts, unlike saliency. Nil where nothing
  /// differs.
  private static func picture(_ map: SaliencyMap) throws -> String? {
    guard let top = map.values.max(), top > 0 else { return nil }
    let shares = map.values.map { Double($0 / top) }
    return try DataURI.png(ColourMap.picture(height: map.height, width: map.width, values: shares))
  }
}

extension RasterImage {
  init(_ image: ImageRecord) {
    self.init(width: image.width, height: image.height, channels: image.channels, pixels: image.bytes)
  }
}

extension ReportPage {
  var variationsContext: Any? {
    let rows = statistics.sample.rows.map(\.row).filter { $0.values[variationKey("acceptance")] != nil }
    guard !rows.isEmpty else { return nil }
    var table = [variationRow("All", rows)]
    let classes = Dictionary(grouping: rows, by: \.group).sorted { $0.key < $1.key }
    if classes.count > 1 { table += classes.prefix(1000).map { variationRow(options.className($0.key), $0.value) } }
    return [
      "rows": table, "hasStrips": !variations.strips.isEmpty,
      "stripsCut": Self.present(
        variations.strips.count < rows.count
          ? "\(variations.strips.count) of \(NumberText.items(rows.count)) are shown." : nil),
      "complete": rows.count >= statistics.overall.count, "items": rows.count,
      "strips": variations.strips.map { strip in
        [
          "index": strip.index, "name": strip.id, "label": options.className(strip.group),
          "acceptance": NumberText.percent(strip.acceptance), "photo": Self.present(strip.photo),
          "removed": Self.present(strip.removed),
          "alternatives": strip.alternatives.map { ["image": $0.image, "note": $0.note] },
          "variability": Self.present(strip.variability),
        ] as [String: Any]
      },
    ] as [String: Any]
  }

  private func variationKey(_ name: String) -> String { "\(variations.method ?? "")/\(name)" }

  private func variationRow(_ name: String, _ rows: [ItemRow]) -> [String: Any] {
    func mean(_ key: String) -> Double? {
      let values = rows.compactMap { $0.values[variationKey(key)] }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    func cell(_ key: String) -> [String: Any] {
      ["text": NumberText.percent(mean(key)), "sort": mean(key).map { "\($0)" } ?? ""]
    }
    return [
      "name": name, "count": rows.count,
      "cells": ["acceptance", "variable", "completion-kept", "removed-kept", "distance"].map(cell),
    ]
  }
}
