import Foundation
import Testing

@testable import Saliency

/// Against the definition: a two-dimensional sum over all pixels within reach.
@Suite struct GaussianBlurTests {
  static let (height, width) = (7, 9)
  static let values = (0..<2 * 63).map { (index: Int) -> Float in Float((index * index * 31) % 101) / 10 }

  private func definition(_ blur: GaussianBlur, plane: Int, y: Int, x: Int) -> Double {
    var sum = 0.0
    var total = 0.0
    for down in -blur.radius...blur.radius {
      for right in -blur.radius...blur.radius {
        let weight = exp(-Double(down * down + right * right) / (2 * blur.sigma * blur.sigma))
        let isInside = (0..<Self.height).contains(y + down) && (0..<Self.width).contains(x + right)
        let row = min(max(y + down, 0), Self.height - 1)
        let column = min(max(x + right, 0), Self.width - 1)
        let value = Double(Self.values[(plane * Self.height + row) * Self.width + column])
        if isInside || blur.border == .repeated { sum += weight * value }
        if isInside || blur.border != .cropped { total += weight }
      }
    }
    return sum / total
  }

  @Test(arguments: [GaussianBlur.Border.zeros, .repeated, .cropped], [GaussianBlur.Precision.single, .double])
  func isTheDefinition(border: GaussianBlur.Border, precision: GaussianBlur.Precision) {
    for sigma in [0.4, 1.3, 5] {
      let blur = GaussianBlur(sigma: sigma, border: border, precision: precision)
      let blurred = blur.applied(to: Self.values, height: Self.height, width: Self.width)
      for index in blurred.indices {
        let (plane, pixel) = index.quotientAndRemainder(dividingBy: 63)
        let wanted = definition(blur, plane: plane, y: pixel / Self.width, x: pixel % Self.width)
        #expect(abs(Double(blurred[index]) - wanted) < 1e-5 * max(1, wanted))
      }
    }
  }

  @Test func zerosBeyondTheBorderDarkenIt() {
    let blur = GaussianBlur(sigma: 3, border: .zeros, radius: 12, precision: .double)
    let blurred = blur.applied(to: [Float](repeating: 1, count: 41 * 41), height: 41, width: 41)
    #expect(abs(blurred[20 * 41 + 20] - 1) < 1e-4)
    // At a corner a quarter of the weight, and half of the centre's row and column, lies inside.
    #expect(blurred[0] > 0.25 && blurred[0] < 0.4)
  }

  @Test func nothingIsBlurredWithoutAWidth() {
    #expect(GaussianBlur(sigma: 0).applied(to: Self.values, height: 7, width: 9) == Self.values)
  }
}
