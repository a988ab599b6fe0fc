import Reproducibility
import Saliency

/// Pixels in the order in which a curve shows or removes them.
struct PixelOrder {
  typealias ID = Int

  /// Tells the orders of one input apart.
  let id: ID
  let pixels: [Int]
}

/// Versions of one input in which pixels are removed, under any fill. What stands for the whole input is made once, whatever
/// asks for it.
public final class RemovedPixels {
  public typealias Donor = () throws -> ModelInput

  let input: ModelInput
  private let seed: UInt64
  private let donor: Donor?
  private var stands: [RemovalFill: ModelInput] = [:]
  private lazy var grain = makeGrain()
  private var ranked: (map: SaliencyMap, order: PixelOrder)?
  private var orders = 0

  /// - Parameters:
  ///   - seed: of all noise.
  ///   - donor: another item of the data set.
  public init(_ input: ModelInput, seed: UInt64 = 1, donor: Donor? = nil) {
    self.input = input
    self.seed = seed
    self.donor = donor
  }

  /// The pixels of a map from the most to the least important; remembered, as several measures ask for the same map's.
  func order(of map: SaliencyMap) -> PixelOrder {
    if let ranked, ranked.map == map { return ranked.order }
    let order = order(map.ranking())
    ranked = (map, order)
    return order
  }

  /// An order of pixels, told from all others of this input.
  func order(_ pixels: [Int]) -> PixelOrder {
    orders += 1
    return PixelOrder(id: orders, pixels: pixels)
  }

  /// What is seen where everything is removed. With `road` that is the mean, as nothing is left to say more.
  func stand(_ fill: RemovalFill) throws -> ModelInput {
    if let known = stands[fill] { return known }
    var stand: ModelInput
    switch fill {
    case .fill(let fill): stand = input.filled(with: fill)
    case .noise: stand = noise()
    case .donor:
      guard let donor else { throw ScoringError.noDonor }
      stand = try donor()
    case .road:
      stand = input.filled(with: .mean)
      for index in stand.values.indices { stand.values[index] += grain[index] }
    }
    stands[fill] = stand
    return stand
  }

  /// The input where `kept` is set, the fill elsewhere.
  func version(keeping kept: PixelMask, fill: RemovalFill) throws -> ModelInput {
    guard fill == .road else { return input.keeping(kept, over: try stand(fill)) }
    var solution = input.filled(with: .mean)
    return imputed(kept.bits, from: &solution)
  }

  /// The model's answers to versions that keep, or that lack, the first pixels of an order, fewer before more.
  ///
  /// - Parameters:
  ///   - counts: how many pixels, for each version; ascending.
  ///   - shown: whether the first pixels are all that is shown, or what is removed.
  func passes(order: PixelOrder, counts: [Int], shown: Bool, fill: RemovalFill) -> Passes<[Answer]> {
    let plane = input.height * input.width
    return Passes(
      count: counts.count,
      key: { version in
        switch counts[version] {
        case 0: shown ? .empty(fill) : .whole
        case plane: shown ? .whole : .empty(fill)
        default: .first(counts[version], of: order.id, shown: shown, fill)
        }
      },
      input: versions(order: order.pixels, counts: counts, shown: shown, fill: fill), result: \.self)
  }

  /// - Returns: makes the versions, each at most once and in order.
  private func versions(
    order: [Int], counts: [Int], shown: Bool, fill: RemovalFill
  ) -> (Int) throws -> ModelInput {
    var done = 0
    var current: ModelInput?
    var kept = [Bool](repeating: !shown, count: input.height * input.width)
    return { [self] version in
      let pixels = order[done..<counts[version]]
      done = counts[version]
      if fill == .road {
        for pixel in pixels { kept[pixel] = shown }
        // A solution is near the one before it.
        var solution = current ?? input.filled(with: .mean)
        defer { current = solution }
        return imputed(kept, from: &solution)
      }
      let stand = try stand(fill)
      var image = current ?? (shown ? stand : input)
      current = nil
      image.copy(pixels, from: shown ? input : stand)
      current = image
      return image
    }
  }

  /// - Parameter solution: where the search begins, and the outcome without its noise.
  private func imputed(_ kept: [Bool], from solution: inout ModelInput) -> ModelInput {
    let plane = kept.count
    solution.copy(kept.indices.lazy.filter { kept[$0] }, from: input)
    if !kept.contains(true) { solution = input.filled(with: .mean) }
    NeighbourImputation().fill(&solution.values, height: input.height, width: input.width, kept: kept)
    var noisy = solution
    for pixel in kept.indices where !kept[pixel] {
      for index in stride(from: pixel, to: noisy.values.count, by: plane) { noisy.values[index] += grain[index] }
    }
    return noisy
  }

  private func noise() -> ModelInput {
    var generator = SeededGenerator(seed: seed, stream: 0x0153)
    var noise = input
    for plane in planes {
      let (least, largest) = (input.values[plane].min() ?? 0, input.values[plane].max() ?? 0)
      for index in plane { noise.values[index] = least + Float(generator.unit()) * (largest - least) }
    }
    return noise
  }

  /// Normal noise of a hundredth of each channel's standard deviation, as the authors' program adds it to imputed pixels of
  /// images of about unit deviation: it hides from the model that they are smooth.
  private func makeGrain() -> [Float] {
    var generator = SeededGenerator(seed: seed, stream: 0x0a0d)
    var grain = input.values
    for plane in planes {
      let mean = input.values[plane].reduce(0) { $0 + Double($1) } / Double(plane.count)
      let variance = input.values[plane].reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      let deviation = (variance / Double(plane.count)).squareRoot()
      for index in plane { grain[index] = Float(0.01 * deviation * generator.normal()) }
    }
    return grain
  }

  private var planes: [Range<Int>] {
    let size = input.height * input.width
    return stride(from: 0, to: input.values.count, by: max(1, size)).map { $0..<$0 + size }
  }
}
