import Saliency
import Testing

@testable import Explaining

@Suite struct GridEnlargementTests {
  func enlarge(_ cells: [Float], _ inputShape: InputShape, grid: Int, shift: (Int, Int)) -> [Float] {
    let enlargement = GridEnlargement(inputShape: inputShape, grid: grid, shifted: true)
    var mask = [Float](repeating: .nan, count: inputShape.maskCount)
    var scratch = [Float](repeating: .nan, count: enlargement.scratchCount)
    cells.withUnsafeBufferPointer { cells in
      mask.withUnsafeMutableBufferPointer { mask in
        scratch.withUnsafeMutableBufferPointer {
          enlargement.enlarge(cells, shift: shift, scratch: $0, into: mask)
        }
      }
    }
    return mask
  }

  /// A 2 x 1 grid over 4 rows: cells of 2 pixels, enlarged to 6 rows. Row r lies at (r + 0.5) / 3 - 0.5 cells.
  @Test func isBilinearBetweenCellCentres() {
    let inputShape = InputShape.image(channels: 1, height: 4, width: 1)
    let whole: [Float] = [0, 0, 1 / 3, 2 / 3, 1, 1]
    for shift in 0..<2 {
      let mask = enlarge([0, 1], inputShape, grid: 2, shift: (shift, 0))
      for (value, wanted) in zip(mask, whole[shift..<shift + 4]) { #expect(abs(value - wanted) < 1e-6) }
    }
  }

  @Test func flatGridsStayFlat() {
    let inputShape = InputShape.image(channels: 3, height: 13, width: 29)
    #expect(enlarge([Float](repeating: 1, count: 25), inputShape, grid: 5, shift: (2, 5)).allSatisfy { $0 == 1 })
    #expect(enlarge([Float](repeating: 0, count: 25), inputShape, grid: 5, shift: (0, 0)).allSatisfy { $0 == 0 })
  }

  @Test func gridsFinerThanTheImageAreCut() {
    let enlargement = GridEnlargement(
      inputShape: .image(channels: 1, height: 3, width: 5), grid: 8, shifted: true)
    #expect(enlargement.rows == 3 && enlargement.columns == 5)
    #expect(enlargement.shifts == (1, 1))
  }
}
