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
    result.values.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        mask.bits.withUnsafeBufferPointer { kept in
          for start in stride(from: 0, to: values.count, by: max(1, plane)) {
            for pixel in 0..<plane where kept[pixel] { result[start + pixel] = values[start + pixel] }
          }
        }
      }
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
    let rows = Self.taps(from: box.top, to: box.bottom, count: height)
    let columns = Self.taps(from: box.left, to: box.right, count: width)
    let plane = height * width
    let cropped = [Float](unsafeUninitializedCapacity: values.count) { result, count in
      values.withUnsafeBufferPointer { values in
        // Each row of the box once across, then all rows down.
        var lines = [Float](repeating: 0, count: (box.bottom - box.top) * width)
        lines.withUnsafeMutableBufferPointer { lines in
          for channel in 0..<channels {
            for row in box.top..<box.bottom {
              let (source, line) = (channel * plane + row * width, (row - box.top) * width)
              for x in 0..<width {
                let tap = columns[x]
                lines[line + x] = values[source + tap.low] * (1 - tap.weight) + values[source + tap.high] * tap.weight
              }
            }
            for y in 0..<height {
              let tap = rows[y]
              let (upper, lower) = ((tap.low - box.top) * width, (tap.high - box.top) * width)
              let (weight, target) = (tap.weight, channel * plane + y * width)
              for x in 0..<width {
                result[target + x] = lines[upper + x] * (1 - weight) + lines[lower + x] * weight
              }
            }
          }
        }
      }
      count = values.count
    }
    return ModelInput(shape: shape, values: cropped)
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
