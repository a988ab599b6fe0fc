import Foundation
import Saliency
import Testing

@Suite struct NeighbourImputationTests {
  /// A 9 x 9 picture without a box and every seventh pixel. Values from scripts/reference-scores.py: the imputation of ROAD's
  /// authors, without its noise, as grad-cam 1.5.7 has it.
  @Test func removedPixelsAreThoseOfTheAuthors() {
    let picture = (0..<81).map { Float(0.5 + 0.5 * cos(1.7 * Double($0))) }
    let kept = (0..<81).map { !((2..<6).contains($0 / 9) && (3..<8).contains($0 % 9)) && $0 % 7 != 0 }
    var filled = picture.enumerated().map { kept[$0] ? $1 : 0 }
    NeighbourImputation(tolerance: 1e-6).fill(&filled, height: 9, width: 9, kept: kept)
    let expected: [Float] = [
      0.263128638, 0.422811419, 0.451113403, 0.429743499, 0.395922542, 0.497617304, 0.607415974, 0.630011141,
      0.637540102, 0.47048232, 0.470443577, 0.517772019, 0.5868994, 0.695894778, 0.805163264, 0.461225718, 0.480340749,
      0.527700961, 0.564262748, 0.616771996, 0.359456062, 0.459798336, 0.578041434, 0.534436166, 0.447827876,
      0.35702312,
      0.275692493, 0.356318325, 0.396472514,
    ]
    let found = kept.indices.filter { !kept[$0] }.map { filled[$0] }
    #expect(found.count == expected.count)
    for (value, reference) in zip(found, expected) { #expect(abs(value - reference) < 1e-5) }
    for pixel in kept.indices where kept[pixel] { #expect(filled[pixel] == picture[pixel]) }
  }

  /// A plane is its own mean of neighbours: what is known of it gives it back, inside the hull of what is known.
  @Test func aSlopeIsGivenBackInEveryChannel() {
    let (height, width) = (40, 33)
    let slopes: [(Float, Float)] = [(1, 0), (0, 1), (0.5, -2), (0, 0), (-1, 1)]
    let plane: [Float] = slopes.flatMap { slope in
      (0..<height * width).map { pixel -> Float in
        let (y, x) = (Float(pixel / width), Float(pixel % width))
        return slope.0 * y + slope.1 * x + 3
      }
    }
    let kept = (0..<height * width).map { pixel -> Bool in
      let (y, x) = (pixel / width, pixel % width)
      let isBorder = min(y, x, height - 1 - y, width - 1 - x) < 3
      return isBorder || (y * 31 + x * 17) % 50 == 0
    }
    var filled = plane.enumerated().map { index, value -> Float in kept[index % (height * width)] ? value : 0 }
    NeighbourImputation(tolerance: 1e-6).fill(&filled, height: height, width: width, kept: kept)
    for (value, expected) in zip(filled, plane) { #expect(abs(value - expected) < 2e-3) }
  }

  @Test func oneKnownPixelFillsAllAndNoneChangesNothing() {
    var kept = [Bool](repeating: false, count: 50 * 70)
    var values = [Float](repeating: 0, count: kept.count)
    NeighbourImputation().fill(&values, height: 50, width: 70, kept: kept)
    #expect(values.allSatisfy { $0 == 0 })
    kept[700] = true
    values[700] = 2
    NeighbourImputation(tolerance: 1e-6).fill(&values, height: 50, width: 70, kept: kept)
    #expect(values.allSatisfy { abs($0 - 2) < 0.02 })
  }
}
