/// Brings a generator's images into the units of the explained model's input by `scale * value + offset` per channel: a
/// generator makes pixels from 0 to 1 or from -1 to 1, a model takes them less their mean and divided by something.
public final class RescaledGenerator: LatentGenerator {
  private let base: any LatentGenerator
  private let scales: [Float]
  private let offsets: [Float]
  private let plane: Int

  /// - Parameters:
  ///   - scales: one per channel of the images, or one for all.
  ///   - offsets: likewise.
  public init(_ base: any LatentGenerator, scales: [Float], offsets: [Float]) throws(VariationError) {
    let channels = base.imageShape.count == 3 ? base.imageShape[0] : 1
    guard [1, channels].contains(scales.count), [1, channels].contains(offsets.count) else {
      throw .generator("\(scales.count) scales and \(offsets.count) offsets for images of \(channels) channels")
    }
    self.base = base
    self.scales = scales.count == channels ? scales : [Float](repeating: scales[0], count: channels)
    self.offsets = offsets.count == channels ? offsets : [Float](repeating: offsets[0], count: channels)
    plane = base.imageCount / channels
  }

  public var latentCount: Int { base.latentCount }
  public var imageShape: [Int] { base.imageShape }
  public var batchCapacity: Int { base.batchCapacity }
  public var valueRanges: [ClosedRange<Float>]? {
    base.valueRanges?.enumerated().map { channel, range in
      let ends = [range.lowerBound, range.upperBound].map { scales[channel] * $0 + offsets[channel] }
      return min(ends[0], ends[1])...max(ends[0], ends[1])
    }
  }

  public func images(of latents: [Float], count: Int) throws -> [Float] {
    var images = try base.images(of: latents, count: count)
    images.withUnsafeMutableBufferPointer { rescale($0) }
    return images
  }

  public func latentGradients(
    of latents: [Float], count: Int,
    loss: (_ images: UnsafeBufferPointer<Float>, _ gradients: UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> [Float] {
    try base.latentGradients(of: latents, count: count) { images, gradients in
      var rescaled = Array(images)
      rescaled.withUnsafeMutableBufferPointer { rescale($0) }
      rescaled.withUnsafeBufferPointer { loss($0, gradients) }
      for start in stride(from: 0, to: gradients.count, by: plane) {
        let scale = scales[start / plane % scales.count]
        for index in start..<start + plane { gradients[index] *= scale }
      }
    }
  }

  private func rescale(_ images: UnsafeMutableBufferPointer<Float>) {
    for start in stride(from: 0, to: images.count, by: plane) {
      let channel = start / plane % scales.count
      let (scale, offset) = (scales[channel], offsets[channel])
      for index in start..<start + plane { images[index] = scale * images[index] + offset }
    }
  }
}
