/// How many samples to compute at once. Rules of sizes alone, not of measured times: the batch decides in which order numbers
/// are summed, and results must not differ from one run to the next.
extension Plan {
  /// Inputs that are scored at once: as many as keep the tensors of the widest step near the cache, eight at most; two at
  /// least, which share each layer's weights. (On the nine networks that the rule was chosen on, batches beyond the
  /// cache cost up to a quarter, small ones at most 6 %: VGG-16's, whose weights are half a gigabyte.)
  public static func scoringBatch(
    _ network: Network, from: [String], to: [String], inputShape: [Int]?
  ) throws(NetworkError) -> Int {
    guard network.fixedBatch == nil else { return 1 }
    let bytes = try tensorBytes(
      network, from: from, to: to, inputShape: inputShape, differentiable: false, convolutions: .direct)
    return scoringBatch(bytesPerInput: bytes)
  }

  static func scoringBatch(bytesPerInput bytes: Int) -> Int {
    [8, 4].first { $0 * bytes <= cacheBytes } ?? 2
  }

  /// Points of a path whose gradients are computed at once.
  ///
  /// - Parameter points: how many there will be, where that is known: batches then divide them well.
  public static func pathBatch(
    _ network: Network, from: [String], to: [String], inputShape: [Int]?, points: Int?,
    convolutions: ConvolutionAlgorithm
  ) throws(NetworkError) -> Int {
    guard network.fixedBatch == nil else { return 1 }
    let bytes = try tensorBytes(
      network, from: from, to: to, inputShape: inputShape, differentiable: true, convolutions: convolutions)
    return pathBatch(bytesPerPoint: bytes, points: points)
  }

  /// Eight points or so share each layer's weights, which is worth more than staying within the cache, as long as a budget of
  /// memory for each thread allows it, a larger one for two points; more of them where the cache holds them anyway. Where the
  /// number of points is known, the size near this that leaves the least of the last batch empty.
  static func pathBatch(bytesPerPoint bytes: Int, points: Int?) -> Int {
    let bytes = max(1, bytes)
    let shared = min(2, (160 << 20) / bytes)
    let largest = max(1, shared, min(8, (96 << 20) / bytes), min(32, cacheBytes / bytes))
    guard let points, points > 0 else { return largest }
    let sizes = min(points, (largest * 5 + 7) / 8)...largest
    return sizes.reversed().min { a, b in (points + a - 1) / a * a < (points + b - 1) / b * b }!
  }

  /// A core's second-level cache and its share of the third.
  private static var cacheBytes: Int { 16 << 20 }
}
