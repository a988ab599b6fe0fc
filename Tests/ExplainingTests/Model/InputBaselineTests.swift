import Foundation
import Testing

@testable import Explaining

@Suite struct InputBaselineTests {
  let layout = InputLayout.image(channels: 2, height: 2, width: 2)
  let input: [Float] = [1, 2, 3, 4, 10, 10, 10, 50]

  @Test func meanIsPerChannel() {
    #expect(InputBaseline.mean.values(for: input, layout: layout) == [2.5, 2.5, 2.5, 2.5, 20, 20, 20, 20])
    #expect(InputBaseline.zero.values(for: input, layout: layout) == [Float](repeating: 0, count: 8))
    #expect(InputBaseline.mean.values(for: [1, 3], layout: .units(2)) == [2, 2])
  }

  @Test func blurKeepsFlatImagesAndSpreadsPoints() {
    let flat = InputLayout.image(channels: 1, height: 9, width: 9)
    let blurred = InputBaseline.blur(1.5).values(for: [Float](repeating: 3, count: 81), layout: flat)
    #expect(blurred.allSatisfy { abs($0 - 3) < 1e-5 })
    var point = [Float](repeating: 0, count: 81)
    point[40] = 1
    let spread = InputBaseline.blur(1).values(for: point, layout: flat)
    #expect(spread.max() == spread[40])
    #expect(abs(spread.reduce(0, +) - 1) < 1e-3)
    #expect(abs(spread[39] / spread[40] - Float(exp(-0.5))) < 1e-5)
    #expect(abs(spread[31] - spread[41]) < 1e-7)
  }

  @Test(arguments: ["zero", "mean", "blur:4.0", "value:0.5"]) func textRoundTrips(text: String) throws {
    #expect(try #require(InputBaseline(text)).description == text)
    let coded = try JSONEncoder().encode([#require(InputBaseline(text))])
    #expect(try JSONDecoder().decode([InputBaseline].self, from: coded) == [#require(InputBaseline(text))])
  }

  @Test(arguments: ["", "black", "blur:-1", "value:", "value:nan", "mean:3"]) func nonsenseIsRefused(text: String) {
    #expect(InputBaseline(text) == nil)
  }
}
