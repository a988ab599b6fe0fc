/// The summands of the estimators, row by row, so that a bootstrap resample costs one weighted sum per index.
struct SobolTerms {
  private let a: [Double]
  private let b: [Double]
  private let aSquared: [Double]
  private let bSquared: [Double]
  /// Of each region, then each group.
  private let columns: [Column]
  private let pairs: [(first: Int, second: Int, terms: [Double])]
  private let regions: Int
  private let estimators: SobolEstimators

  private struct Column {
    /// Saltelli: B (AB - A); Janon: B AB.
    var first: [Double]
    /// Janon only: (B + AB) / 2 and (B^2 + AB^2) / 2.
    var firstMean: [Double] = []
    var firstSquare: [Double] = []
    /// Jansen: (A - AB)^2 / 2; Homma-Saltelli: A AB.
    var total: [Double]
  }

  init(_ outputs: SobolOutputs, pairs: [(Int, Int)], estimators: SobolEstimators) {
    let (a, b) = (outputs.a, outputs.b)
    self.a = a
    self.b = b
    aSquared = a.map { $0 * $0 }
    bSquared = b.map { $0 * $0 }
    regions = outputs.ab.count
    self.estimators = estimators
    columns = (outputs.ab + outputs.groups).map { ab in
      var column = Column(first: [], total: [])
      switch estimators.first {
      case .saltelli2010: column.first = ab.indices.map { b[$0] * (ab[$0] - a[$0]) }
      case .janon:
        column.first = ab.indices.map { b[$0] * ab[$0] }
        column.firstMean = ab.indices.map { (b[$0] + ab[$0]) / 2 }
        column.firstSquare = ab.indices.map { (b[$0] * b[$0] + ab[$0] * ab[$0]) / 2 }
      }
      switch estimators.total {
      case .jansen: column.total = ab.indices.map { (a[$0] - ab[$0]) * (a[$0] - ab[$0]) / 2 }
      case .hommaSaltelli: column.total = ab.indices.map { a[$0] * ab[$0] }
      }
      return column
    }
    self.pairs = pairs.map { i, j in
      guard let ba = outputs.ba[i] else { preconditionFailure("a pair needs f(BA_i) of its first region") }
      let ab = outputs.ab[j]
      return (i, j, ab.indices.map { ba[$0] * ab[$0] - a[$0] * b[$0] })
    }
  }

  /// Mean of the outputs and the variance V, with rows weighted.
  func moments(weights: [Double]) -> (mean: Double, variance: Double) {
    let count = Double(a.count)
    let (meanA, squareA) = (dot(weights, a) / count, dot(weights, aSquared) / count)
    switch estimators.variance {
    case .sampleA: return (meanA, (squareA - meanA * meanA) * count / (count - 1))
    case .pooled:
      let mean = (meanA + dot(weights, b) / count) / 2
      return (mean, (squareA + dot(weights, bSquared) / count) / 2 - mean * mean)
    }
  }

  /// All indices, in the order of `layout`.
  ///
  /// - Parameter weights: how often each row counts; they sum to the number of rows.
  func indices(weights: [Double], layout: IndexLayout) -> [Double] {
    let count = Double(a.count)
    let (mean, variance) = moments(weights: weights)
    // A resample of equal rows says nothing about shares.
    guard variance > Double.ulpOfOne * max(mean * mean, 1) else { return [Double](repeating: 0, count: layout.count) }
    func average(_ terms: [Double]) -> Double { dot(weights, terms) / count }
    let first = columns.map { column in
      switch estimators.first {
      case .saltelli2010: return average(column.first) / variance
      case .janon:
        let centre = average(column.firstMean)
        let spread = average(column.firstSquare) - centre * centre
        return spread > 0 ? (average(column.first) - centre * centre) / spread : 0
      }
    }
    let total = columns.map { column in
      switch estimators.total {
      case .jansen: average(column.total) / variance
      case .hommaSaltelli: 1 - (average(column.total) - mean * mean) / variance
      }
    }
    var flat: [Double] = []
    flat.reserveCapacity(layout.count)
    flat += first[..<regions]
    flat += total[..<regions]
    flat += (0..<regions).map { total[$0] - first[$0] }
    flat += first[regions...]
    flat += total[regions...]
    flat += pairs.map { average($0.terms) / variance - first[$0.first] - first[$0.second] }
    let firstSum = first[..<regions].reduce(0, +)
    let totalSum = total[..<regions].reduce(0, +)
    return flat + [firstSum, totalSum, totalSum - firstSum, 1 - firstSum]
  }

  private func dot(_ x: [Double], _ y: [Double]) -> Double {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        var sum = 0.0
        for index in 0..<x.count { sum += x[index] * y[index] }
        return sum
      }
    }
  }
}
