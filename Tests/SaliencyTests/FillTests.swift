import Foundation
import Testing

@testable import Saliency

@Suite struct FillTests {
  let shape = InputShape.image(channels: 2, height: 2, width: 2)
  let input: [Float] = [1, 2, 3, 4, 10, 10, 10, 50]

  @Test func meanIsPerChannel() {
    #expect(Fill.mean.values(for: input, shape: shape) == [2.5, 2.5, 2.5, 2.5, 20, 20, 20, 20])
    #expect(Fill.zero.values(for: input, shape: shape) == [Float](repeating: 0, count: 8))
    #expect(Fill.mean.values(for: [1, 3], shape: .units(2)) == [2, 2])
  }

  @Test func blurKeepsFlatImagesAndSpreadsPoints() {
    let flat = InputShape.image(channels: 1, height: 9, width: 9)
    let blurred = Fill.blur(sigma: 1.5).values(for: [Float](repeating: 3, count: 81), shape: flat)
    #expect(blurred.allSatisfy { abs($0 - 3) < 1e-5 })
    // Wide enough that the filter meets no border on its way from the point.
    let wide = InputShape.image(channels: 1, height: 15, width: 15)
    var point = [Float](repeating: 0, count: 225)
    point[112] = 1
    let spread = Fill.blur(sigma: 1).values(for: point, shape: wide)
    #expect(spread.max() == spread[112])
    #expect(abs(spread.reduce(0, +) - 1) < 1e-3)
    #expect(abs(spread[111] / spread[112] - Float(exp(-0.5))) < 1e-5)
    #expect(abs(spread[97] - spread[113]) < 1e-7)
  }

  @Test func plainBlurIsATwentiethOfTheLongerSide() {
    let wide = InputShape.image(channels: 1, height: 10, width: 60)
    let ramp = (0..<600).map { (index: Int) -> Float in Float((index * index) % 97) }
    #expect(Fill.blur().values(for: ramp, shape: wide) == Fill.blur(sigma: 3).values(for: ramp, shape: wide))
    // Words have no neighbours.
    let words = InputShape.words(channels: 2, count: 2)
    #expect(Fill.blur().values(for: [1, 3, 10, 30], shape: words) == [2, 2, 20, 20])
  }

  @Test(arguments: ["zero", "mean", "blur", "blur:4.0", "value:0.5"]) func textRoundTrips(text: String) throws {
    #expect(try #require(Fill(text)).description == text)
    let coded = try JSONEncoder().encode([#require(Fill(text))])
    #expect(try JSONDecoder().decode([Fill].self, from: coded) == [#require(Fill(text))])
  }

  @Test(arguments: ["", "black", "blur:-1", "value:", "value:nan", "mean:3"]) func nonsenseIsRefused(text: String) {
    #expect(Fill(text) == nil)
  }
}
