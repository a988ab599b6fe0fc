import Reproducibility
import Saliency

/// Sums of (weighted) masks, one per chain, from which the map, its spread and its stability are read.
struct MaskSums {
  let chains: Int
  let maskCount: Int
  private var sums: [Float]
  /// Masks in each chain's sum.
  var steps = 0
  var scoreSum = 0.0
  var stopped = false

  init(chains: Int, maskCount: Int) {
    self.chains = chains
    self.maskCount = maskCount
    sums = [Float](repeating: 0, count: chains * maskCount)
  }

  /// Adds one of several masks to a chain's sum.
  mutating func add(_ masks: [Float], place: Int, chain: Int, weight: Float) {
    sums.withUnsafeMutableBufferPointer { sums in
      masks.withUnsafeBufferPointer { masks in
        guard let mask = masks.baseAddress, let sum = sums.baseAddress else { return }
        MaskKernels.accumulate(
          mask + place * maskCount, weight: weight, into: sum + chain * maskCount, count: maskCount)
      }
    }
  }

  /// Mean mask over the chosen chains; chains are added in order, so that the result does not depend on batches.
  func mean(of chosen: some Sequence<Int>) -> [Float] {
    var total = [Double](repeating: 0, count: maskCount)
    var count = 0
    for chain in chosen {
      let first = chain * maskCount
      for index in 0..<maskCount { total[index] += Double(sums[first + index]) }
      count += 1
    }
    return total.map { Float($0 / Double(max(1, count * steps))) }
  }

  /// Standard error of the mean over all chains, from the spread of the chains' means.
  func standardError(mean: [Float]) -> [Float] {
    guard chains > 1 else { return [Float](repeating: 0, count: maskCount) }
    var squares = [Double](repeating: 0, count: maskCount)
    for chain in 0..<chains {
      let first = chain * maskCount
      for index in 0..<maskCount {
        let difference = Double(sums[first + index]) / Double(steps) - Double(mean[index])
        squares[index] += difference * difference
      }
    }
    return squares.map { Float(($0 / Double(chains - 1) / Double(chains)).squareRoot()) }
  }

  /// Rank correlation between the mean masks of the even and the odd chains. Nil when one of them is flat.
  func halvesCorrelation(inputShape: InputShape) -> Double? {
    guard chains > 1 else { return nil }
    let even = thinned(mean(of: stride(from: 0, to: chains, by: 2)), inputShape: inputShape)
    let odd = thinned(mean(of: stride(from: 1, to: chains, by: 2)), inputShape: inputShape)
    return spearman(even, odd)
  }

  /// At most 64 x 64 points of a map: it is smooth, and sorting every pixel would cost more than a forward pass.
  private func thinned(_ map: [Float], inputShape: InputShape) -> [Float] {
    let (height, width) = (inputShape.height, inputShape.width)
    let (down, right) = height == 1 ? (1, 1) : ((height + 63) / 64, (width + 63) / 64)
    if down == 1, right == 1 { return map }
    return stride(from: down / 2, to: height, by: down).flatMap { y in
      stride(from: right / 2, to: width, by: right).map { x in map[y * width + x] }
    }
  }
}
