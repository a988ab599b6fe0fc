/// Removed pixels as their neighbours would have them: each is the weighted mean of the eight pixels around it, removed or
/// not (weights 1/6 beside and above, 1/12 at the corners; at the border of those inside), all solved together. (Rong et
/// al., "A consistent and efficient evaluation strategy for attribution methods", ICML 2022, section 4.3: noisy linear
/// imputation, here without the noise.)
public struct NeighbourImputation: Sendable {
  /// How far the solution may be from the exact one: the norm of what is missing in the equations, beside that of the
  /// equations' right-hand side.
  public var tolerance: Float

  public init(tolerance: Float = 1e-3) { self.tolerance = tolerance }

  /// Fills the removed pixels of an image.
  ///
  /// - Parameters:
  ///   - values: planes of `height x width` values, one behind the other; those of removed pixels are where the search for
  ///     the solution begins.
  ///   - kept: the pixels that are known. Where there is none, nothing changes.
  public func fill(_ values: inout [Float], height: Int, width: Int, kept: [Bool]) {
    let plane = height * width
    precondition(kept.count == plane && (plane == 0 || values.count.isMultiple(of: plane)))
    guard kept.contains(true), kept.contains(false) else { return }
    let (level, known) = Self.equations(height: height, width: width, kept: kept)
    let pixels = level.places.map { Int($0.y) * width + Int($0.x) }
    var system = ImputationSystem(level, width: width)
    for first in stride(from: 0, to: values.count, by: 4 * plane) {
      let starts = stride(from: first, to: min(first + 4 * plane, values.count), by: plane)
      func gather(_ pixel: Int) -> SIMD4<Float> {
        var value = SIMD4<Float>.zero
        for (lane, start) in starts.enumerated() { value[lane] = values[start + pixel] }
        return value
      }
      var b = ImputationLevel.Values(repeating: .zero, count: level.count)
      for (index, pixel, weight) in known { b[index] += weight * gather(pixel) }
      var x = pixels.map(gather)
      let norm = b.reduce(SIMD4<Float>.zero) { $0 + $1 * $1 }.squareRoot()
      system.solve(b, from: &x, tolerance: tolerance * norm)
      for (index, pixel) in pixels.enumerated() {
        for (lane, start) in starts.enumerated() { values[start + pixel] = x[index][lane] }
      }
    }
  }

  private static let neighbours: [(y: Int, x: Int, weight: Float)] = [
    (-1, -1, 1 / 12), (-1, 0, 1 / 6), (-1, 1, 1 / 12), (0, -1, 1 / 6), (0, 1, 1 / 6), (1, -1, 1 / 12), (1, 0, 1 / 6),
    (1, 1, 1 / 12),
  ]

  /// The equations of the removed pixels, and which known pixels pull on which of them.
  private static func equations(
    height: Int, width: Int, kept: [Bool]
  ) -> (ImputationLevel, known: [(index: Int, pixel: Int, weight: Float)]) {
    var level = ImputationLevel()
    var known: [(index: Int, pixel: Int, weight: Float)] = []
    var numbers = [Int32](repeating: -1, count: kept.count)
    var count: Int32 = 0
    for pixel in kept.indices where !kept[pixel] {
      numbers[pixel] = count
      count += 1
    }
    for y in 0..<height {
      for x in 0..<width where !kept[y * width + x] {
        var total: Float = 0
        for neighbour in neighbours {
          let (row, column) = (y + neighbour.y, x + neighbour.x)
          guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
          let pixel = row * width + column
          total += neighbour.weight
          if kept[pixel] {
            known.append((level.count, pixel, neighbour.weight))
          } else {
            level.columns.append(numbers[pixel])
            level.weights.append(neighbour.weight)
          }
        }
        level.rows.append(Int32(level.columns.count))
        level.diagonal.append(total)
        level.places.append((Int32(y), Int32(x)))
      }
    }
    return (level, known)
  }
}
