import Explaining
import Saliency
import Storing
import Timing

/// `sufficient` at work on one thread.
final class SufficientWorker: ExplanationMethod {
  private let method: SufficientMethod
  private let orders: StartingOrders
  private let items: ItemContext

  init(_ method: SufficientMethod, orders: StartingOrders, items: ItemContext) {
    self.method = method
    self.orders = orders
    self.items = items
  }

  func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
    let deadline = method.settings.timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
    let units = try stopwatch.measure("regions") { try self.units(of: item) }
    let fillings = try fillings(of: item)
    var settings = method.settings
    if item.sentence != nil, settings.passes == nil { settings.passes = SufficientMethod.passesOfSentences }
    let limit = settings.passLimit(units: units.partition.count)
    var (orders, passes) = try stopwatch.measure("orders") {
      try self.orders.orders(of: item, partition: units.partition, hidden: fillings[0])
    }
    let refined = try stopwatch.measure("refinement") {
      try refinement(of: item, units: units, fillings: fillings, passLimit: limit / 4)
    }
    passes += refined.passes
    settings.passes = max(10, limit - passes)
    let search = SufficientMasks(settings: settings, partition: units.partition, fillings: fillings, seed: item.seed)
    let found = try stopwatch.measure(SufficientMethod.key) {
      try search.explain(
        input: item.values, target: item.target, probability: Double(item.forward.probabilities[item.target]),
        // To show nothing is tried first: where that is enough, no part of the input is the reason.
        orders: orders, candidates: [[]] + (refined.mask.map { [$0.windows] } ?? []),
        donors: donors(of: item), scorer: self.orders.scorer,
        isOver: { deadline.hasPassed })
    }
    let record = ExplanationRecord(found, units: units, passesBefore: passes)
    guard let proven = refined.mask, let grid = units.grid else { return record }
    return try record.adding(proven, inside: found.insides[1], grid: grid)
  }

  /// The mask that is proven minimal for the evidence that the answer takes; none of a program, of regions, or of a network
  /// without first layers.
  private func refinement(
    of item: PreparedItem, units: ShownUnits, fillings: [[Float]], passLimit: Int
  ) throws -> (mask: RefinedMask?, passes: Int) {
    guard method.refines ?? (item.sentence != nil), let session = orders.session,
      let grid = units.grid, item.forward.firstLayer != nil,
      // The evidence of words is measured from words of zeros.
      item.sentence == nil || method.fills[0] == .fill(.zero)
    else { return (nil, 0) }
    var refinement = EvidenceRefinement(
      passLimit: passLimit, objective: method.settings.objective, certifies: method.certificates)
    if let limit = method.settings.timeLimit { refinement.timeLimit = min(limit, refinement.timeLimit ?? limit) }
    var least: Double?
    if case .probability(let share) = method.settings.criterion {
      least = share * Double(item.forward.probabilities[item.target])
    }
    do {
      return try refinement.refine(
        input: item.values, grid: grid, fillings: fillings, forward: item.forward, target: item.target,
        probability: least, session: session)
    } catch is SMUGError {
      // Evidence that cannot be written as constraints leaves the search, which needs none.
      return (nil, 0)
    }
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
}
