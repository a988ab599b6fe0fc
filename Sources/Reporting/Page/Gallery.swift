import Foundation
import ImageCodecs
import Saliency
import Scoring
import Storing

/// The images of a report: all outliers first, then items from every class in turn, until the page is full.
struct Gallery {
  struct Card {
    var index: Int
    var id: String
    var group: Int?
    var isWrong: Bool
    var predicted: Int
    var probability: Double
    var keptShare: Double?
    var status: String?
    /// What the minimal mask keeps, and its border, as SVG paths.
    var mask: (area: String, outline: String)?
    /// Borders of further masks, and of what every smallest mask keeps, as SVG paths; empty without any.
    var furtherMasks = ""
    var core = ""
    /// Has the mask so many windows that their borders would hide a small image?
    var isDense = false
    /// The border of the true object as an SVG path, where the data set knows it.
    var truth: String?
    /// Share of the kept pixels that lie on it.
    var onObject: Double?
    /// The crop with the best log saliency score where it was searched, else the mask's bounding box.
    var box: PixelBox?
    /// The map or method that the report is about.
    var leadingName: String?
    var photo: String?
    /// What is enough for the answer and what it cannot do without, where that was looked for.
    var answer: Answer?
    /// Small and pixelated: shown without smoothing.
    var isFine: Bool
    var width: Int
    var height: Int
    var maps: [(name: String, image: String)]
    /// Numbers of the input's parts, where a method gives them.
    var parts: [PartsTable]
    var thumbnail: String
    /// Nil where the item is an image.
    var sentence: SentenceView?

    /// ``AnswerPictures`` for the page.
    struct Answer {
      var enough: String
      var without: String?
      var area: Double?
      var necessaryArea: Double?
      var classWithout: Int?

      init(_ pictures: AnswerPictures) throws {
        enough = try DataURI.photo(reduced(pictures.enough))
        without = try pictures.without.map { try DataURI.photo(reduced($0)) }
        (area, necessaryArea, classWithout) = (pictures.area, pictures.necessaryArea, pictures.classWithout)
      }
    }

    /// About what the card takes of the page.
    var bytes: Int {
      // A word is about so much of the page in each of its layers.
      let words = (sentence?.words.count ?? 0) * 60 * (1 + (sentence?.mapNames.count ?? 0))
      let paths = [mask?.area, mask?.outline, truth, furtherMasks, core].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
      let numbers = parts.reduce(0) { $0 + $1.parts.count * (60 + 8 * $1.columns.count) }
      let answers = (answer?.enough.utf8.count ?? 0) + (answer?.without?.utf8.count ?? 0)
      let images = (photo?.utf8.count ?? 0) + answers + maps.reduce(thumbnail.utf8.count) { $0 + $1.image.utf8.count }
      return words + paths + numbers + images
    }
  }

  private(set) var cards: [Card] = []
  /// Places of the cards by item index.
  private(set) var places: [Int: Int] = [:]
  /// Explained items of the run.
  let total: Int

  /// Larger images are reduced to this: a gallery is for looking, the run store keeps the numbers.
  static let largestSide = 320
  static let mapsPerCard = 6

  init(
    statistics: DatasetStatistics, outliers: [OutlierList], options: ReportOptions, source: some ItemSource,
    images: DisplayImages
  ) throws {
    total = statistics.overall.count
    var bytes = 0
    for index in Self.order(statistics, outliers, limit: options.galleryLimit) {
      guard bytes < options.galleryBytes, let record = try source.item(at: index), let explained = record.explained
      else { continue }
      let photo = explained.sentence == nil ? images.image(of: record) : nil
      let card = try Self.card(record, explained, photo, options)
      bytes += card.bytes
      places[index] = cards.count
      cards.append(card)
    }
    cards.sort { $0.index < $1.index }
    for (place, card) in cards.enumerated() { places[card.index] = place }
  }

  subscript(index: Int) -> Card? { places[index].map { cards[$0] } }

  /// Names of all maps shown, in order of appearance.
  var mapNames: [String] {
    var seen = Set<String>()
    return cards.flatMap { $0.sentence?.mapNames ?? $0.maps.map(\.name) }.filter { seen.insert($0).inserted }
  }

  private static func order(_ statistics: DatasetStatistics, _ outliers: [OutlierList], limit: Int) -> [Int] {
    var seen = Set<Int>()
    var order = outliers.flatMap { $0.entries.map(\.row.index) }.filter { seen.insert($0).inserted }
    let groups = Dictionary(grouping: statistics.sample.rows, by: \.row.group)
      .sorted { $0.key < $1.key }.map { $0.value.map(\.index) }
    for turn in 0..<(groups.map(\.count).max() ?? 0) where order.count < limit {
      for group in groups where turn < group.count && seen.insert(group[turn]).inserted { order.append(group[turn]) }
    }
    return Array(order.prefix(limit))
  }

  private static func card(
    _ record: ItemRecord, _ explained: ExplainedItem, _ photo: RasterImage?, _ options: ReportOptions
  ) throws -> Card {
    let size = explained.size ?? (photo?.height ?? 1, photo?.width ?? 1)
    let shown = photo.map { reduced($0) }
    return Card(
      index: record.index, id: record.id, group: record.group, isWrong: record.isCorrect == false,
      predicted: explained.predicted, probability: explained.probability, keptShare: explained.keptShare,
      status: explained.leading?.status, mask: explained.mask.map { ($0.svgArea, $0.svgOutline) },
      furtherMasks: explained.sentence == nil ? explained.furtherMasks.map(\.svgOutline).joined() : "",
      core: explained.sentence == nil ? explained.core?.svgOutline ?? "" : "",
      isDense: (explained.mask?.grid.columns ?? 0) > 32,
      truth: explained.truth.flatMap { $0.bits.contains(true) ? WindowMask($0).svgOutline : nil },
      onObject: explained.truth.flatMap { truth in explained.mask.flatMap { ObjectOverlap($0, truth: truth)?.ofMask } },
      box: box(explained),
      leadingName: explained.leadingName, photo: try shown.map(DataURI.photo),
      answer: try photo.flatMap { AnswerPictures(explained, photo: $0, hidden: options.hidden?($0)) }
        .map(Card.Answer.init),
      isFine: max(shown?.width ?? 1, shown?.height ?? 1) <= 128, width: size.width, height: size.height,
      maps: explained.sentence == nil
        ? try explained.maps.prefix(mapsPerCard).map { ($0.name, try DataURI.photo(reduced($0.map.picture))) } : [],
      parts: explained.explanations.flatMap { explanation in
        explanation.tables.compactMap { PartsTable($0, method: options.glossary.name(of: explanation.method)) }
      }, thumbnail: explained.sentence == nil ? try thumbnail(shown, explained) : "", sentence: SentenceView(explained))
  }

  private static func box(_ explained: ExplainedItem) -> PixelBox? {
    if let leading = explained.leading, let name = explained.leadingMap?.name {
      let sides = [LogSaliency.top, LogSaliency.left, LogSaliency.bottom, LogSaliency.right]
        .compactMap { leading[value: "\(name).\($0.key)"] }.map { Int($0) }
      if sides.count == 4 { return PixelBox(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3]) }
    }
    return explained.mask.flatMap { $0.pixels.boundingBox }
  }

  private static func reduced(_ image: RasterImage, to side: Int = largestSide) -> RasterImage {
    let longest = max(image.width, image.height)
    guard longest > side else { return image }
    return image.fitted(
      height: max(1, image.height * side / longest), width: max(1, image.width * side / longest))
  }

  /// The photo, darkened where the mask hides it.
  private static func thumbnail(_ photo: RasterImage?, _ explained: ExplainedItem) throws -> String {
    guard var picture = photo.map({ reduced($0, to: 112).inColour }) ?? explained.leadingMap?.map.picture else {
      return ""
    }
    if let mask = explained.mask {
      for y in 0..<picture.height {
        for x in 0..<picture.width {
          let row = y * mask.grid.height / picture.height / mask.grid.window
          let column = x * mask.grid.width / picture.width / mask.grid.window
          guard !mask.keeps(row: row, column: column) else { continue }
          let pixel = (y * picture.width + x) * 3
          for channel in pixel..<pixel + 3 { picture.pixels[channel] = UInt8(Int(picture.pixels[channel]) * 2 / 5) }
        }
      }
    }
    guard picture.width > 64 else { return try DataURI.png(picture) }
    return "data:image/jpeg;base64," + (try picture.jpegData(quality: 78)).base64EncodedString()
  }
}
