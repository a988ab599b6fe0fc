import Saliency

extension ModelInput {
  /// The input that stands where this one is hidden.
  public func filled(with fill: Fill) -> ModelInput {
    ModelInput(shape: shape, values: fill.values(for: values, shape: shape))
  }

  /// This image where `mask` is set, `other` elsewhere.
  ///
  /// - Precondition: all three have the same size.
  public func keeping(_ mask: PixelMask, over other: ModelInput) -> ModelInput {
    precondition(mask.height == height && mask.width == width && other.values.count == values.count)
    var result = other
    let plane = height * width
    for (pixel, kept) in mask.bits.enumerated() where kept {
      for channel in 0..<channels { result.values[channel * plane + pixel] = values[channel * plane + pixel] }
    }
    return result
  }

  /// Takes the values of the given pixels, in all channels, from `other`.
  mutating func copy(_ pixels: some Sequence<Int>, from other: ModelInput) {
    let plane = height * width
    for pixel in pixels {
      for channel in 0..<channels { values[channel * plane + pixel] = other.values[channel * plane + pixel] }
    }
  }

  /// Cuts `box` out and resizes it bilinearly (half-pixel centres, edge pixels repeated) to this image's own size.
  ///
  /// Cropping after normalization gives what normalizing the cropped photo would: bilinear weights sum to one and
  /// normalization is affine per channel.
  public func cropped(to box: PixelBox) -> ModelInput {
    var result = self
    let rows = Self.taps(from: box.top, to: box.bottom, count: height)
    let columns = Self.taps(from: box.left, to: box.right, count: width)
    for channel in 0..<channels {
      let base = channel * height * width
      for y in 0..<height {
        let upper = base + rows[y].low * width
        let lower = base + rows[y].high * width
        for x in 0..<width {
          let tap = columns[x]
          let top = values[upper + tap.low] * (1 - tap.weight) + values[upper + tap.high] * tap.weight
          let bottom = values[lower + tap.low] * (1 - tap.weight) + values[lower + tap.high] * tap.weight
          result.values[base + y * width + x] = top * (1 - rows[y].weight) + bottom * rows[y].weight
        }
      }
    }
    return result
  }

  private static func taps(from start: Int, to end: Int, count: Int) -> [(low: Int, high: Int, weight: Float)] {
    let scale = Double(end - start) / Double(count)
    return (0..<count).map { i in
      let position = min(max((Double(i) + 0.5) * scale - 0.5, 0), Double(end - start - 1))
      let low = Int(position)
      return (start + low, start + min(low + 1, end - start - 1), Float(position - Double(low)))
    }
  }
}
