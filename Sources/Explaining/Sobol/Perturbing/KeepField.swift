import Saliency

/// How much of the original each position keeps, as a function of the regions' variables.
///
/// Hard edges: u of the position's region. Softened: regions' indicators are smoothed; they still sum to 1 everywhere (or
/// to what smoothing leaves beside positions that are never perturbed), so the field is a blend of neighbouring u.
struct KeepField {
  private let labels: [Int32]
  private let soft: [SoftRegion]

  /// A smoothed indicator, where it is not 0.
  private struct SoftRegion {
    var region: Int
    var positions: [Int32]
    var weights: [Float]
  }

  init(regions: RegionSet, edgeSigma: Double) {
    labels = regions.labels
    guard edgeSigma > 0, case .image(let height, let width) = regions.extent else {
      soft = []
      return
    }
    soft = regions.regions.indices.map { region in
      Self.soften(region, labels: regions.labels, height: height, width: width, sigma: edgeSigma)
    }
  }

  func write(variables: UnsafeBufferPointer<Double>, to keep: UnsafeMutableBufferPointer<Float>) {
    if soft.isEmpty {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: variables.count) { single in
        for region in variables.indices { single.initializeElement(at: region, to: Float(variables[region])) }
        labels.withUnsafeBufferPointer { labels in
          for position in 0..<labels.count {
            let label = Int(labels[position])
            keep[position] = label < 0 ? 1 : single[label]
          }
        }
      }
      return
    }
    keep.update(repeating: 1)
    for region in soft {
      let removed = Float(1 - variables[region.region])
      guard removed != 0 else { continue }
      region.positions.withUnsafeBufferPointer { positions in
        region.weights.withUnsafeBufferPointer { weights in
          for entry in 0..<positions.count { keep[Int(positions[entry])] -= removed * weights[entry] }
        }
      }
    }
    // Rounding of weights that sum to 1 must not leave a trace of a removed region, nor amplify one.
    for position in 0..<keep.count { keep[position] = min(max(keep[position], 0), 1) }
  }

  /// Smooths the indicator of one region within the rectangle that the filter reaches.
  private static func soften(
    _ region: Int, labels: [Int32], height: Int, width: Int, sigma: Double
  ) -> SoftRegion {
    let reach = Int((3 * sigma).rounded(.up))
    var (top, bottom, left, right) = (height, -1, width, -1)
    for (position, label) in labels.enumerated() where Int(label) == region {
      top = min(top, position / width)
      bottom = max(bottom, position / width)
      left = min(left, position % width)
      right = max(right, position % width)
    }
    // Twice the reach, so that what repeats at the rectangle's border is 0 as in the whole image.
    let rows = max(0, top - 2 * reach)..<min(height, bottom + 2 * reach + 1)
    let columns = max(0, left - 2 * reach)..<min(width, right + 2 * reach + 1)
    var plane: [Float] = []
    for y in rows { for x in columns { plane.append(Int(labels[y * width + x]) == region ? 1 : 0) } }
    let smooth = GaussianBlur(sigma: sigma, border: .repeated)
      .applied(to: plane, height: rows.count, width: columns.count)
    var result = SoftRegion(region: region, positions: [], weights: [])
    for (index, weight) in smooth.enumerated() where weight > 0 {
      result.positions.append(
        Int32((rows.lowerBound + index / columns.count) * width + columns.lowerBound + index % columns.count))
      result.weights.append(weight)
    }
    return result
  }
}
