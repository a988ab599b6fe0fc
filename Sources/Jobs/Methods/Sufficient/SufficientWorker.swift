import Explaining
import Saliency
import Storing
import Timing

/// `sufficient` at work on one thread.
final class SufficientWorker: ExplanationMethod {
  private let method: SufficientMethod
  private let scorer: any InputScorer
  private let guide: GradientOrders?
  private let items: ItemContext

  init(_ method: SufficientMethod, scorer: any InputScorer, guide: GradientOrders?, items: ItemContext) {
    self.method = method
    self.scorer = scorer
    self.guide = guide
    self.items = items
  }

  func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
    let deadline = method.settings.timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
    let units = try stopwatch.measure("regions") { try self.units(of: item) }
    let fillings = try fillings(of: item)
    let (maps, passes) = try stopwatch.measure("orders") { try self.maps(of: item) }
    var settings = method.settings
    if item.sentence != nil, settings.passes == nil { settings.passes = SufficientMethod.passesOfSentences }
    settings.passes = max(10, settings.passLimit(units: units.partition.count) - passes)
    let search = SufficientMasks(settings: settings, partition: units.partition, fillings: fillings, seed: item.seed)
    let found = try stopwatch.measure(SufficientMethod.key) {
      try search.explain(
        input: item.values, target: item.target, probability: Double(item.forward.probabilities[item.target]),
        // To show nothing is tried first: where that is enough, no part of the input is the reason.
        orders: units.partition.orders(by: maps), candidates: [[]], donors: donors(of: item), scorer: scorer,
        isOver: { deadline.hasPassed })
    }
    return ExplanationRecord(found, units: units, passesOfOrders: passes)
  }

  private func units(of item: PreparedItem) throws -> ShownUnits {
    if let regions = method.regions {
      let set = try SobolRegions(partition: regions).make(for: item, preprocessing: items.preprocessing)
      return ShownUnits(partition: UnitPartition(set), grid: nil, height: item.height, width: item.width)
    }
    let grid = WindowGrid(
      height: item.height, width: item.width, window: method.side(isWords: item.sentence != nil))
    return ShownUnits(partition: UnitPartition(grid), grid: grid, height: item.height, width: item.width)
  }

  private func shape(of item: PreparedItem) -> InputShape {
    item.sentence == nil
      ? .image(channels: item.shape[0], height: item.height, width: item.width)
      : .words(channels: item.shape[0], count: item.width)
  }

  private func fillings(of item: PreparedItem) throws -> [[Float]] {
    try method.fills.map { replacement in
      switch replacement {
      case .fill(let fill): fill.values(for: item.values, shape: shape(of: item))
      case .donor: try DonorImages(items: items).images(1, for: item)[0]
      }
    }
  }

  /// Other images for random completions; none where the data set has none.
  private func donors(of item: PreparedItem) -> [[Float]] {
    guard method.settings.completions > 0, item.sentence == nil else { return [] }
    return (try? DonorImages(items: items).images(8, for: item)) ?? []
  }

  /// Occlusion by squares of a seventh of the shorter side, or of word by word, and what gradients say.
  private func maps(of item: PreparedItem) throws -> (maps: [[Float]], passes: Int) {
    let side = item.sentence == nil ? (min(item.height, item.width) + 6) / 7 : 1
    var occlusion = OcclusionSettings(patch: side, stride: side)
    if case .fill(let fill)? = method.fills.first { occlusion.baseline = fill }
    let hidden = try Occlusion(settings: occlusion).explain(
      input: item.values, shape: item.shape, target: item.target, scorer: scorer)
    guard let guide else { return ([hidden.map], hidden.passes) }
    let guided = try guide.maps(of: item)
    return ([hidden.map] + guided.maps, hidden.passes + guided.passes)
  }
}
