import Saliency

/// Writes perturbed copies of one input in place: x = u * original + (1 - u) * baseline, region by region.
struct PerturbedInputs {
  let count: Int
  private let original: [Float]
  private let baseline: [Float]
  private let channels: Int
  private let positions: Int
  private let keep: KeepField

  /// - Parameters:
  ///   - input: row-major, channels first.
  ///   - shape: `[C, H, W]`, or `[tokens]`.
  ///   - donor: the input that replaces removed regions, for the baseline `donor`.
  init(
    input: [Float], shape: [Int], regions: RegionSet, settings: PerturbationSettings, donor: [Float]?
  ) throws(SobolError) {
    guard shape.reduce(1, *) == input.count, let inputShape = InputShape(shape) else {
      throw .mismatch("an input of \(input.count) values does not have the shape \(shape)")
    }
    switch (regions.extent, inputShape) {
    case (.image(let height, let width), .image(_, let rows, let columns)) where (rows, columns) == (height, width):
      break
    case (.image(let height, let width), _):
      throw .mismatch("the regions are of a \(height) x \(width) image, but the input has the shape \(shape)")
    case (.tokens(let length), .units(let units)) where units == length: try Self.checkTokens(settings)
    case (.tokens(let length), _):
      throw .mismatch("the regions are of \(length) tokens, but the input has the shape \(shape)")
    }
    positions = inputShape.maskCount
    channels = input.count / positions
    count = input.count
    original = input
    switch settings.baseline {
    case .fill(let fill): baseline = fill.values(for: input, shape: inputShape)
    case .donor:
      guard let donor else { throw .mismatch("baseline: donor needs a donor input, but none was given") }
      guard donor.count == input.count else {
        throw .mismatch("the donor has \(donor.count) values, the input \(input.count)")
      }
      baseline = donor
    }
    keep = KeepField(regions: regions, edgeSigma: settings.edgeSigma)
  }

  /// Scratch for ``write(variables:to:scratch:)``.
  func makeScratch() -> [Float] { [Float](repeating: 1, count: positions) }

  /// Writes the input at one point of the regions' variables.
  ///
  /// - Parameters:
  ///   - variables: u of each region.
  ///   - target: ``count`` values.
  func write(
    variables: UnsafeBufferPointer<Double>, to target: UnsafeMutableBufferPointer<Float>, scratch: inout [Float]
  ) {
    precondition(target.count == count)
    scratch.withUnsafeMutableBufferPointer { keep in
      self.keep.write(variables: variables, to: keep)
      original.withUnsafeBufferPointer { original in
        baseline.withUnsafeBufferPointer { baseline in
          for channel in 0..<channels {
            let start = channel * positions
            for position in 0..<positions {
              let u = keep[position]
              // Exact at u = 0 and u = 1, which baseline + u * (original - baseline) is not.
              target[start + position] = u * original[start + position] + (1 - u) * baseline[start + position]
            }
          }
        }
      }
    }
  }

  /// Token ids are names, not amounts.
  private static func checkTokens(_ settings: PerturbationSettings) throws(SobolError) {
    guard settings.variable == .bernoulli else {
      throw .mismatch("token ids cannot be blended: set variable: bernoulli")
    }
    switch settings.baseline {
    case .donor, .fill(.constant): break
    case .fill:
      throw .mismatch(
        "tokens can be replaced by one id (baseline: zero or value:ID) or by a donor's, not by \(settings.baseline)")
    }
    guard settings.edgeSigma == 0 else { throw .mismatch("the edges of words cannot be softened: set edge-sigma: 0") }
  }
}
