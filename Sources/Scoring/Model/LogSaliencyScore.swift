import Foundation
import Saliency

/// The log saliency score of a map: how small a crop, read off the map, still lets the model see the class. Lower is
/// better. (Dabkowski and Gal, "Real time image saliency for black box classifiers", arXiv:1705.07857, section 3.)
public struct LogSaliencyScore: Sendable, Equatable {
  /// `log(max(0.05, box area / image area)) - log(probability)`, natural logarithms.
  public var score: Double
  public var box: PixelBox
  /// Probability of the target on the crop, resized to the model's input.
  public var probability: Double
  /// Inputs the model was run on.
  public var passes: Int
}

extension LogSaliencyScore {
  /// The formula itself, for a kept share of the input (a box's area, or the words kept of a text).
  ///
  /// A probability of 0 counts as 1e-12, so that one hopeless image does not make a mean infinite.
  public static func value(keptShare: Double, probability: Double) -> Double {
    log(max(0.05, keptShare)) - log(max(1e-12, probability))
  }

  /// The best score over about `thresholds` thresholds spread evenly over the sorted distinct values of the map and 0:
  /// each gives the tightest box that holds every pixel above it.
  ///
  /// A map that puts nothing above any threshold is scored by the whole image.
  public static func best(
    of map: SaliencyMap, on input: ModelInput, target: Int, thresholds: Int = 100, batch: Int = 32,
    classify: @escaping Classify
  ) throws -> LogSaliencyScore {
    try passes(of: map, on: input, thresholds: thresholds).run(target: target, batch: batch, classify: classify)
  }

  static func passes(of map: SaliencyMap, on input: ModelInput, thresholds: Int = 100) -> Passes<Self> {
    precondition(map.height == input.height && map.width == input.width)
    let boxes = boxes(of: map, above: levels(of: map, count: thresholds))
    return best(
      among: boxes.isEmpty ? [PixelBox(top: 0, left: 0, bottom: map.height, right: map.width)] : boxes, on: input)
  }

  /// About `count` thresholds, spread evenly over the sorted distinct values of a map and 0.
  static func levels(of map: SaliencyMap, count wanted: Int) -> [Float] {
    let distinct = Set(map.values.filter(\.isFinite)).union([0]).sorted()
    let count = min(max(1, wanted), distinct.count)
    return (0..<count).map { count == 1 ? distinct[0] : distinct[$0 * (distinct.count - 1) / (count - 1)] }
  }

  /// The best score of any box on a `grid` x `grid` raster with at least `minimumCells` cells a side, whatever a map
  /// says: the bound no map can beat on this raster. 2025 passes for the reference's 10 and 2.
  public static func bruteForce(
    on input: ModelInput, target: Int, grid: Int = 10, minimumCells: Int = 2, batch: Int = 32,
    classify: @escaping Classify
  ) throws -> LogSaliencyScore {
    try bruteForcePasses(on: input, grid: grid, minimumCells: minimumCells)
      .run(target: target, batch: batch, classify: classify)
  }

  static func bruteForcePasses(on input: ModelInput, grid: Int = 10, minimumCells: Int = 2) -> Passes<Self> {
    var boxes: [PixelBox] = []
    func edge(_ cell: Int, _ size: Int) -> Int { cell * size / grid }
    for top in 0..<grid {
      for bottom in stride(from: top + minimumCells, through: grid, by: 1) {
        for left in 0..<grid {
          for right in stride(from: left + minimumCells, through: grid, by: 1) {
            let box = PixelBox(
              top: edge(top, input.height), left: edge(left, input.width),
              bottom: edge(bottom, input.height), right: edge(right, input.width))
            if box.area > 0 { boxes.append(box) }
          }
        }
      }
    }
    return best(among: boxes, on: input)
  }

  private static func best(among boxes: [PixelBox], on input: ModelInput) -> Passes<Self> {
    let whole = PixelBox(top: 0, left: 0, bottom: input.height, right: input.width)
    return Passes(
      count: boxes.count, key: { boxes[$0] == whole ? .whole : .crop(boxes[$0]) },
      input: { input.cropped(to: boxes[$0]) }
    ) { answers in
      let found = zip(boxes, answers).map { box, answer in
        let share = Double(box.area) / Double(input.height * input.width)
        return LogSaliencyScore(
          score: value(keptShare: share, probability: answer.probability), box: box, probability: answer.probability,
          passes: boxes.count)
      }
      guard let best = found.min(by: { $0.score < $1.score }) else { preconditionFailure("there is always a box") }
      return best
    }
  }

  /// The distinct tightest boxes around the pixels above each level, in the order of the levels.
  ///
  /// One pass over the map gives each row's and column's maximum; a box's edge is the first row or column whose maximum
  /// exceeds the level.
  static func boxes(of map: SaliencyMap, above levels: [Float]) -> [PixelBox] {
    var rows = [Float](repeating: -.infinity, count: map.height)
    var columns = [Float](repeating: -.infinity, count: map.width)
    for y in 0..<map.height {
      for x in 0..<map.width {
        let value = map.values[y * map.width + x]
        rows[y] = max(rows[y], value)
        columns[x] = max(columns[x], value)
      }
    }
    var seen = Set<PixelBox>()
    return levels.compactMap { level in
      guard let top = rows.firstIndex(where: { $0 > level }), let bottom = rows.lastIndex(where: { $0 > level }),
        let left = columns.firstIndex(where: { $0 > level }), let right = columns.lastIndex(where: { $0 > level })
      else { return nil }
      let box = PixelBox(top: top, left: left, bottom: bottom + 1, right: right + 1)
      return seen.insert(box).inserted ? box : nil
    }
  }
}
