import Saliency

extension InputShape {
  /// Writes the input where the mask is 1, the replacement where it is 0, and a mixture between; a unit is kept whole
  /// or replaced whole.
  func blend(
    _ input: [Float], over replacement: [Float], mask: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    input.withUnsafeBufferPointer { input in
      replacement.withUnsafeBufferPointer { replacement in
        switch self {
        case .image(let channels, let height, let width):
          Self.blend(input, over: replacement, mask: mask, into: result, channels: channels, plane: height * width)
        case .words(let channels, let count):
          Self.blend(input, over: replacement, mask: mask, into: result, channels: channels, plane: count)
        case .units(let count):
          for unit in 0..<count { result[unit] = mask[unit] > 0 ? input[unit] : replacement[unit] }
        }
      }
    }
  }

  private static func blend(
    _ input: UnsafeBufferPointer<Float>, over replacement: UnsafeBufferPointer<Float>, mask: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>, channels: Int, plane: Int
  ) {
    guard let seen = input.baseAddress, let hidden = replacement.baseAddress, let weights = mask.baseAddress,
      let blended = result.baseAddress
    else { return }
    for first in stride(from: 0, to: channels * plane, by: plane) {
      MaskKernels.blend(seen + first, over: hidden + first, mask: weights, into: blended + first, count: plane)
    }
  }
}
