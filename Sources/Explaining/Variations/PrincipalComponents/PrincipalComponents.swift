import Reproducibility

/// Eigenvectors of a covariance matrix that belong to its largest eigenvalues.
enum PrincipalComponents {
  /// - Returns: unit vectors and their variances, largest first. Directions without variance are left out.
  static func leading(_ count: Int, of moments: PixelMoments) -> (vectors: [[Double]], variances: [Double]) {
    let (vectors, variances) =
      moments.combinations == nil
      ? fromCovariance(moments.covariance, width: moments.width, count: count)
      : fromCombinations(moments)
    let floor = 1e-9 * (variances.first ?? 0)
    let chosen = min(count, variances.prefix { $0 > floor && $0 > 0 }.count)
    return (Array(vectors.prefix(chosen)), Array(variances.prefix(chosen)))
  }

  /// Subspace iteration with a Rayleigh-Ritz step (Halko, Martinsson and Tropp, SIAM Review 2011, algorithm 4.4).
  private static func fromCovariance(_ matrix: [Double], width: Int, count: Int) -> ([[Double]], [Double]) {
    let block = min(width, count + 8)
    var numbers = SeededGenerator(seed: 0x6a09_e667, stream: UInt64(width))
    var basis = orthonormal((0..<block).map { _ in (0..<width).map { _ in numbers.normal() } })
    for _ in 0..<40 { basis = orthonormal(basis.map { product(matrix, $0) }) }
    let images = basis.map { product(matrix, $0) }
    var small = basis.flatMap { row in images.map { dot(row, $0) } }
    symmetrise(&small, size: basis.count)
    let (vectors, values) = SymmetricEigen.decompose(small, size: basis.count)
    return (vectors.map { combine(basis, by: $0) }, values)
  }

  /// Nystrom approximation from the covariance matrix times random signs (Tropp et al. 2017, algorithm 3).
  private static func fromCombinations(_ moments: PixelMoments) -> ([[Double]], [Double]) {
    let (product, signs) = moments.combinedCovariance
    let size = moments.combinations ?? 0
    func column(_ matrix: [Double], _ index: Int) -> [Double] {
      (0..<moments.width).map { matrix[$0 * size + index] }
    }
    let columns = (0..<size).map { column(product, $0) }
    let signColumns = (0..<size).map { column(signs, $0) }
    // signs' C signs, whose inverse root turns C signs into a square root of the approximation.
    var core = signColumns.flatMap { row in columns.map { dot(row, $0) } }
    symmetrise(&core, size: size)
    let (coreVectors, coreValues) = SymmetricEigen.decompose(core, size: size)
    // Combinations were rounded: what lies below that noise is none of the data's.
    let floor = 1e-7 * (coreValues.first ?? 0)
    let root = zip(coreVectors, coreValues).filter { $0.1 > floor && $0.1 > 0 }.map { vector, value in
      combine(columns, by: vector.map { $0 / value.squareRoot() })
    }
    var gram = root.flatMap { row in root.map { dot(row, $0) } }
    symmetrise(&gram, size: root.count)
    let (vectors, values) = SymmetricEigen.decompose(gram, size: root.count)
    let units = zip(vectors, values).map { vector, value in
      combine(root, by: vector.map { $0 / max(value, .leastNormalMagnitude).squareRoot() })
    }
    return (units, values)
  }

  private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    let width = vector.count
    var result = [Double](repeating: 0, count: width)
    matrix.withUnsafeBufferPointer { matrix in
      result.withUnsafeMutableBufferPointer { result in
        // By columns, which are rows as well: sums of floats over a row would run one at a time.
        for row in 0..<width {
          let value = vector[row]
          for column in 0..<width { result[column] += value * matrix[row * width + column] }
        }
      }
    }
    return result
  }

  /// Gram-Schmidt, twice for the digits; vectors that depend on earlier ones are dropped.
  private static func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
    var basis: [[Double]] = []
    for var vector in vectors {
      let before = dot(vector, vector).squareRoot()
      for _ in 0..<2 {
        for other in basis {
          let share = dot(vector, other)
          for index in vector.indices { vector[index] -= share * other[index] }
        }
      }
      let length = dot(vector, vector).squareRoot()
      guard length > 1e-12 * before, length > 0 else { continue }
      basis.append(vector.map { $0 / length })
    }
    return basis
  }

  private static func combine(_ vectors: [[Double]], by factors: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: vectors[0].count)
    for (vector, factor) in zip(vectors, factors) {
      for index in result.indices { result[index] += factor * vector[index] }
    }
    return result
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func symmetrise(_ matrix: inout [Double], size: Int) {
    for row in 0..<size {
      for column in 0..<row {
        let mean = (matrix[row * size + column] + matrix[column * size + row]) / 2
        matrix[row * size + column] = mean
        matrix[column * size + row] = mean
      }
    }
  }
}

/// Eigenvalues of a small symmetric matrix by Jacobi's rotations (Golub and Van Loan, "Matrix computations", section
/// 8.5): a hundred rows at most, for which a LAPACK would be one more library to install.
enum SymmetricEigen {
  /// - Returns: unit eigenvectors and eigenvalues, largest first; the sign of a vector is such that its largest element
  ///   is positive.
  static func decompose(_ matrix: [Double], size: Int) -> (vectors: [[Double]], values: [Double]) {
    var a = matrix
    var rotations = [Double](repeating: 0, count: size * size)
    for index in 0..<size { rotations[index * size + index] = 1 }
    let scale = a.reduce(0) { max($0, abs($1)) }
    for _ in 0..<60 {
      var largest = 0.0
      for p in 0..<size {
        for q in (p + 1)..<max(size, p + 1) {
          let off = a[p * size + q]
          largest = max(largest, abs(off))
          guard abs(off) > 1e-300 else { continue }
          let theta = (a[q * size + q] - a[p * size + p]) / (2 * off)
          let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<size {
            let (x, y) = (a[k * size + p], a[k * size + q])
            a[k * size + p] = c * x - s * y
            a[k * size + q] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (a[p * size + k], a[q * size + k])
            a[p * size + k] = c * x - s * y
            a[q * size + k] = s * x + c * y
            let (u, v) = (rotations[p * size + k], rotations[q * size + k])
            rotations[p * size + k] = c * u - s * v
            rotations[q * size + k] = s * u + c * v
          }
        }
      }
      if largest <= 1e-15 * scale { break }
    }
    let order = (0..<size).sorted { a[$0 * size + $0] > a[$1 * size + $1] }
    let vectors = order.map { row -> [Double] in
      let vector = Array(rotations[row * size..<(row + 1) * size])
      let peak = vector.max { abs($0) < abs($1) } ?? 0
      return peak < 0 ? vector.map { -$0 } : vector
    }
    return (vectors, order.map { a[$0 * size + $0] })
  }
}
