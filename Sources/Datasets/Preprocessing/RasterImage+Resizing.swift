import Foundation
import ImageCodecs

/// How pixels are weighted when an image is resized.
public enum ResamplingFilter: String, Sendable, Codable, CaseIterable {
  /// The pixel under the new pixel's centre.
  case nearest
  /// A triangle over 2 pixels.
  case bilinear
  /// Keys' cubic with a = -1/2 over 4 pixels.
  case bicubic
  /// Windowed sinc over 6 pixels.
  case lanczos

  /// Half the filter's width, in source pixels when enlarging.
  fileprivate var support: Double {
    switch self {
    case .nearest: 0
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  fileprivate func weight(at position: Double) -> Double {
    let x = abs(position)
    switch self {
    case .nearest: return 0
    case .bilinear: return x < 1 ? 1 - x : 0
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
      return 0
    case .lanczos:
      func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
      return x < 3 ? sinc(position) * sinc(position / 3) : 0
    }
  }
}

extension RasterImage {
  /// The image at another size, by the arithmetic of Pillow's `resize`: when shrinking, the filter is widened by
  /// the ratio (antialiasing); rows are resampled first, rounded to 8 bits, then columns; weights have 22 fractional
  /// bits. (Since version 13 Pillow resamples columns first where the height shrinks much more than the width; that
  /// order changes values by a level here and there, and networks were trained before it, so it is not followed.)
  public func resized(width: Int, height: Int, filter: ResamplingFilter) -> RasterImage {
    guard width != self.width || height != self.height else { return self }
    guard filter != .nearest else { return nearest(width: width, height: height) }
    let narrowed = width == self.width ? self : resampledRows(Weights(from: self.width, to: width, filter: filter))
    return height == self.height
      ? narrowed : narrowed.resampledColumns(Weights(from: self.height, to: height, filter: filter))
  }

  /// For each new pixel the first source pixel and the fixed-point weights from there on.
  private struct Weights {
    static let fractionBits = 22
    /// Rounds to the nearest when shifted away.
    static let half = Int32(1) << (fractionBits - 1)
    var first: [Int] = []
    var count: [Int] = []
    /// `stride` weights per new pixel.
    var values: [Int32]
    let stride: Int

    init(from source: Int, to target: Int, filter: ResamplingFilter) {
      let scale = Double(source) / Double(target)
      let widening = max(1, scale)
      let support = filter.support * widening
      stride = Int(support.rounded(.up)) * 2 + 1
      values = [Int32](repeating: 0, count: target * stride)
      for pixel in 0..<target {
        let center = (Double(pixel) + 0.5) * scale
        let start = max(0, Int(center - support + 0.5))
        let end = min(source, Int(center + support + 0.5))
        let weights = (start..<end).map { filter.weight(at: (Double($0) - center + 0.5) * (1 / widening)) }
        let total = weights.reduce(0, +)
        for (i, weight) in weights.enumerated() {
          let share = (total == 0 ? weight : weight / total) * Double(1 << Self.fractionBits)
          values[pixel * stride + i] = Int32(share < 0 ? share - 0.5 : share + 0.5)
        }
        first.append(start)
        count.append(end - start)
      }
    }
  }

  private func resampledRows(_ weights: Weights) -> RasterImage {
    let newWidth = weights.first.count
    var result = [UInt8](repeating: 0, count: newWidth * height * channels)
    resample(into: &result, weights) { source, target, values in
      for y in 0..<height {
        for x in 0..<newWidth {
          let base = (y * width + weights.first[x]) * channels
          let output = (y * newWidth + x) * channels
          let row = UnsafeBufferPointer(rebasing: values[x * weights.stride..<x * weights.stride + weights.count[x]])
          guard channels == 3 else {
            for c in 0..<channels {
              var sum = Weights.half
              for i in row.indices { sum &+= Int32(source[base + i * channels + c]) &* row[i] }
              target[output + c] = UInt8(clamping: sum >> Weights.fractionBits)
            }
            continue
          }
          // The three channels together: each weight is loaded once.
          var (red, green, blue) = (Weights.half, Weights.half, Weights.half)
          for i in row.indices {
            red &+= Int32(source[base + 3 * i]) &* row[i]
            green &+= Int32(source[base + 3 * i + 1]) &* row[i]
            blue &+= Int32(source[base + 3 * i + 2]) &* row[i]
          }
          target[output] = UInt8(clamping: red >> Weights.fractionBits)
          target[output + 1] = UInt8(clamping: green >> Weights.fractionBits)
          target[output + 2] = UInt8(clamping: blue >> Weights.fractionBits)
        }
      }
    }
    return RasterImage(width: newWidth, height: height, channels: channels, pixels: result)
  }

  private func resampledColumns(_ weights: Weights) -> RasterImage {
    let newHeight = weights.first.count
    let rowLength = width * channels
    var result = [UInt8](repeating: 0, count: newHeight * rowLength)
    var sums = [Int32](repeating: 0, count: rowLength)
    resample(into: &result, weights) { source, target, values in
      sums.withUnsafeMutableBufferPointer { sums in
        for y in 0..<newHeight {
          sums.update(repeating: Weights.half)
          // Whole rows at a time: the compiler turns the inner loop into vector instructions.
          for i in 0..<weights.count[y] {
            let weight = values[y * weights.stride + i]
            let base = (weights.first[y] + i) * rowLength
            for x in 0..<rowLength { sums[x] &+= Int32(source[base + x]) &* weight }
          }
          for x in 0..<rowLength { target[y * rowLength + x] = UInt8(clamping: sums[x] >> Weights.fractionBits) }
        }
      }
    }
    return RasterImage(width: width, height: newHeight, channels: channels, pixels: result)
  }

  /// Opens the buffers once, so that the loops run without bounds and uniqueness checks.
  private func resample(
    into result: inout [UInt8], _ weights: Weights,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>, UnsafeBufferPointer<Int32>) -> Void
  ) {
    pixels.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        weights.values.withUnsafeBufferPointer { body(source, target, $0) }
      }
    }
  }

  private func nearest(width: Int, height: Int) -> RasterImage {
    let columns = (0..<width).map { Int((Double($0) + 0.5) * Double(self.width) / Double(width)) }
    var result: [UInt8] = []
    result.reserveCapacity(width * height * channels)
    for y in 0..<height {
      let row = Int((Double(y) + 0.5) * Double(self.height) / Double(height)) * self.width
      for column in columns {
        for c in 0..<channels { result.append(pixels[(row + column) * channels + c]) }
      }
    }
    return RasterImage(width: width, height: height, channels: channels, pixels: result)
  }
}
