import Saliency

/// Settings of occlusion.
public struct OcclusionSettings: Sendable, Codable, Equatable {
  /// Side of the square that is hidden, in pixels; for units and words, how many neighbours are hidden together. Nil is 16
  /// pixels, or one unit or word.
  public var patch: Int?
  /// Distance between squares; nil is half the side.
  public var stride: Int?
  public var baseline: Fill

  public init(patch: Int? = nil, stride: Int? = nil, baseline: Fill = .zero) {
    self.patch = patch
    self.stride = stride
    self.baseline = baseline
  }
}

extension OcclusionSettings {
  /// Side of the square and distance between squares for an input.
  func steps(_ inputShape: InputShape) throws(MaskSamplingError) -> (patch: Int, stride: Int) {
    let usual = if case .image = inputShape { 16 } else { 1 }
    let patch = patch ?? usual
    let stride = stride ?? max(1, patch / 2)
    guard patch >= 1 else { throw .setting(name: "patch", reason: "must be at least 1") }
    guard stride >= 1, stride <= patch else {
      throw .setting(
        name: "stride", reason: "must be 1 up to the patch (\(patch)), or pixels between squares are never hidden")
    }
    return (patch, stride)
  }
}

/// Hides one square after another and measures what the target loses (Zeiler and Fergus, "Visualizing and understanding
/// convolutional networks", ECCV 2014, section 4.2).
public struct Occlusion: Sendable {
  public var settings: OcclusionSettings

  public init(settings: OcclusionSettings = .init()) {
    self.settings = settings
  }

  /// - Returns: at each pixel the fall of the target's probability, averaged over the squares that cover the pixel,
  ///   row-major, and the number of forward passes. The last square of a row is moved back inside, so that every pixel
  ///   is covered.
  public func explain(
    input: [Float], shape: [Int], target: Int, scorer: InputScorer
  ) throws -> (map: [Float], passes: Int) {
    guard let inputShape = scorer.inputShape(of: shape) else { throw MaskSamplingError.unsupportedShape(shape) }
    let (patch, stride) = try settings.steps(inputShape)
    guard input.count == inputShape.inputCount, input.count == scorer.inputCount else {
      throw MaskSamplingError.inputCount(expected: scorer.inputCount, actual: input.count)
    }
    guard target >= 0, target < scorer.classCount else {
      throw MaskSamplingError.target(target, classes: scorer.classCount)
    }
    let (height, width) = (inputShape.height, inputShape.width)
    let replacement = settings.baseline.values(for: input, shape: inputShape)
    let patches = starts(patch, stride, length: height).flatMap { y in
      starts(patch, stride, length: width).map { x in (y, x) }
    }
    let whole = try scorer.scores(of: [input], kind: .probability)[0][target]
    var falls = [Double](repeating: 0, count: height * width)
    var covers = [Double](repeating: 0, count: height * width)
    for start in Swift.stride(from: 0, to: patches.count, by: scorer.batchCapacity) {
      let batch = patches[start..<min(start + scorer.batchCapacity, patches.count)]
      let scores = try scorer.scores(count: batch.count, kind: .probability) { buffer in
        for (row, (top, left)) in batch.enumerated() {
          let copy = UnsafeMutableBufferPointer(rebasing: buffer[row * input.count..<(row + 1) * input.count])
          _ = copy.update(fromContentsOf: input)
          for plane in Swift.stride(from: 0, to: input.count, by: height * width) {
            for y in top..<min(top + patch, height) {
              for x in left..<min(left + patch, width) {
                copy[plane + y * width + x] = replacement[plane + y * width + x]
              }
            }
          }
        }
      }
      for (row, (top, left)) in batch.enumerated() {
        let score = scores[row * scorer.classCount + target]
        guard score.isFinite else { throw MaskSamplingError.notFinite(step: start + row) }
        for y in top..<min(top + patch, height) {
          for x in left..<min(left + patch, width) {
            falls[y * width + x] += Double(whole - score)
            covers[y * width + x] += 1
          }
        }
      }
    }
    return (zip(falls, covers).map { Float($0 / $1) }, patches.count + 1)
  }

  private func starts(_ patch: Int, _ stride: Int, length: Int) -> [Int] {
    let last = max(0, length - patch)
    var starts = Array(Swift.stride(from: 0, through: last, by: stride))
    if starts.last != last { starts.append(last) }
    return starts
  }
}
