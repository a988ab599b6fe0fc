import Saliency
import Storing

extension ExplainedItem {
  /// The explanation a report is about: the first with a mask, else the first of all.
  var leading: ExplanationRecord? { explanations.first { $0.mask != nil } ?? explanations.first }

  /// The mask a report is about.
  var mask: WindowMask? { leading?.mask?.mask }

  /// Masks beside the leading one that are as good or next best: of its name with a number.
  var furtherMasks: [WindowMask] {
    guard let leading, let first = leading.mask else { return [] }
    return leading.masks.filter { record in
      record.name.hasPrefix(first.name + "-") && Int(record.name.dropFirst(first.name.count + 1)) != nil
    }.map(\.mask)
  }

  /// The windows that every smallest mask keeps, where that was asked for.
  var core: WindowMask? {
    guard let leading, let first = leading.mask else { return nil }
    return leading.masks.first { $0.name == first.name + "-every" }?.mask
  }

  /// All maps of all methods, in the job's order; of maps of one name the first.
  var maps: [SaliencyMapRecord] {
    var seen = Set<String>()
    return explanations.flatMap(\.maps).filter { seen.insert($0.name).inserted }
  }

  /// The map that belongs to the leading mask: of the mask's own name, else the leading explanation's first.
  var leadingMap: SaliencyMapRecord? {
    guard let leading else { return maps.first }
    return leading.maps.first { $0.name == leading.mask?.name } ?? leading.maps.first ?? maps.first
  }

  /// What tables put first: the leading map, else the leading explanation.
  var leadingName: String? { leadingMap?.name ?? leading?.method }

  /// The map before minimisation, where the leading explanation has one (`NAME-base`), else the first map that is not
  /// the leading one.
  var baseMap: SaliencyMapRecord? {
    guard let leadingMap else { return nil }
    return maps.first { $0.name == leadingMap.name + "-base" } ?? maps.first { $0.name != leadingMap.name }
  }

  /// The number `name` of the leading explanation.
  func leadingValue(_ name: String) -> Double? { leading?[value: name] }

  /// Kept share of the pixels: as recorded, else counted.
  var keptShare: Double? { leadingValue("area") ?? mask.map { $0.pixels.share } }

  /// Size in pixels of what was explained.
  var size: (height: Int, width: Int)? {
    mask.map { ($0.grid.height, $0.grid.width) } ?? leadingMap.map { ($0.map.height, $0.map.width) }
  }
}
