/// The three loops over every pixel of every mask, eight lanes at a time: beside a small network they are what costs.
enum MaskKernels {
  /// `low + weight * (high - low)`.
  static func interpolate(
    _ low: UnsafePointer<Float>, _ high: UnsafePointer<Float>, weight: Float, into result: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    let weights = SIMD8<Float>(repeating: weight)
    var index = 0
    while index + 8 <= count {
      let a = load(low + index)
      store(a + weights * (load(high + index) - a), at: result + index)
      index += 8
    }
    while index < count {
      result[index] = low[index] + weight * (high[index] - low[index])
      index += 1
    }
  }

  /// `hidden + mask * (input - hidden)`.
  static func blend(
    _ input: UnsafePointer<Float>, over hidden: UnsafePointer<Float>, mask: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>, count: Int
  ) {
    var index = 0
    while index + 8 <= count {
      let behind = load(hidden + index)
      store(behind + load(mask + index) * (load(input + index) - behind), at: result + index)
      index += 8
    }
    while index < count {
      result[index] = hidden[index] + mask[index] * (input[index] - hidden[index])
      index += 1
    }
  }

  /// `sum += weight * mask`.
  static func accumulate(
    _ mask: UnsafePointer<Float>, weight: Float, into sum: UnsafeMutablePointer<Float>, count: Int
  ) {
    let weights = SIMD8<Float>(repeating: weight)
    var index = 0
    while index + 8 <= count {
      store(load(sum + index) + weights * load(mask + index), at: sum + index)
      index += 8
    }
    while index < count {
      sum[index] += weight * mask[index]
      index += 1
    }
  }

  @inline(__always) private static func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inline(__always) private static func store(_ value: SIMD8<Float>, at pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD8<Float>.self)
  }
}
