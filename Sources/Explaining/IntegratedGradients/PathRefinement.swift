import NeuralNetwork

/// The trapezoid rule on the intervals between some points of a path, each halved as often as it pays.
///
/// Gradients of networks of rectifiers jump where one of them changes sides, so errors fall as one over the number of
/// points, whatever the rule; what can be chosen is where the points go. An interval's error is estimated from how much its
/// share of the integral has changed when it was refined last, and the interval that promises most for each new point is
/// refined first. No point is evaluated twice. Memory: one vector for each interval, however many points.
struct PathRefinement {
  private struct Interval {
    var start: Double
    var end: Double
    /// Equal parts, a power of two.
    var pieces = 1
    /// The gradients at the inner points and half of those at both ends.
    var sum: [Double]
    /// Norm of the change of the interval's share of the attributions when its parts were halved last.
    var change: Double

    /// Width of a part.
    var step: Double { (end - start) / Double(pieces) }
  }

  private var intervals: [Interval] = []
  /// The integral before the first point and behind the last, which their gradients stand for.
  private let ends: [Double]
  /// By how much the path's coordinates change: gradients times these are attributions.
  private let scale: [Double]
  /// Gradients evaluated, those at the points given included.
  private(set) var points: Int

  /// - Parameters:
  ///   - points: in rising order, between 0 and 1.
  ///   - gradients: at each of them, in the coordinates of the path.
  ///   - scale: end of the path minus its start.
  init(points: [Double], gradients: [[Double]], scale: [Double]) {
    self.points = points.count
    self.scale = scale
    let (first, last) = (points[0], 1 - points[points.count - 1])
    ends = zip(gradients[0], gradients[gradients.count - 1]).map { first * $0 + last * $1 }
    for i in points.indices.dropLast() {
      let (a, b) = (gradients[i], gradients[i + 1])
      let width = points[i + 1] - points[i]
      // One jump in the interval makes a difference of a quarter of it when the middle is added, wherever it is.
      let change = width / 4 * Self.norm(a, minus: b, scale)
      intervals.append(
        Interval(start: points[i], end: points[i + 1], sum: zip(a, b).map { ($0 + $1) / 2 }, change: change))
    }
  }

  /// Estimated norm of the difference from what half as many points would give.
  var change: Double { intervals.reduce(0) { $0 + $1.change * $1.change }.squareRoot() }

  /// The integral of the gradient, in the coordinates of the path.
  func integral() -> [Double] {
    var result = ends
    for interval in intervals {
      let step = interval.step
      result.withUnsafeMutableBufferPointer { result in
        interval.sum.withUnsafeBufferPointer { sum in for i in result.indices { result[i] += step * sum[i] } }
      }
    }
    return result
  }

  /// Norm of the attributions that an integral stands for.
  func norm(_ integral: [Double]) -> Double { Self.norm(integral, minus: nil, scale) }

  /// The intervals that promise most for each new point, with as many new points as a batch has, or one larger.
  func worst(batch: Int) -> [Int] {
    let order = intervals.indices.sorted { a, b in
      let (x, y) = (intervals[a], intervals[b])
      return (x.change * x.change / Double(x.pieces), b) > (y.change * y.change / Double(y.pieces), a)
    }
    var chosen: [Int] = []
    var room = batch
    for i in order where intervals[i].pieces <= room || chosen.isEmpty {
      chosen.append(i)
      room -= intervals[i].pieces
      if room <= 0 { break }
    }
    return chosen
  }

  /// Points that halving the parts of some intervals takes.
  func cost(_ chosen: [Int]) -> Int { chosen.reduce(0) { $0 + intervals[$1].pieces } }

  /// Halves the parts of some intervals.
  /// - Parameter evaluate: gets points of the path, and which of them belong together; gives the sum of the gradients at
  ///   those of each part.
  mutating func refine(
    _ chosen: [Int], _ evaluate: (_ points: [Double], _ parts: [Range<Int>]) throws(NetworkError) -> [[Double]]
  ) throws(NetworkError) {
    var new: [Double] = []
    var parts: [Range<Int>] = []
    for i in chosen {
      let interval = intervals[i]
      parts.append(new.count..<new.count + interval.pieces)
      new += (0..<interval.pieces).map { interval.start + (Double($0) + 0.5) * interval.step }
    }
    points += new.count
    for (i, sum) in zip(chosen, try evaluate(new, parts)) {
      intervals[i].change = intervals[i].step / 2 * Self.norm(sum, minus: intervals[i].sum, scale)
      for j in sum.indices { intervals[i].sum[j] += sum[j] }
      intervals[i].pieces *= 2
    }
  }

  private static func norm(_ a: [Double], minus b: [Double]?, _ scale: [Double]) -> Double {
    var sum = 0.0
    if let b {
      for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) * scale[i] * scale[i] }
    } else {
      for i in a.indices { sum += a[i] * a[i] * scale[i] * scale[i] }
    }
    return sum.squareRoot()
  }
}
