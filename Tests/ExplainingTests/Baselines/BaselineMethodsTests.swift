import Testing

@testable import Explaining

@Suite struct BaselineMethodsTests {
  /// A linear model over four pixels of a row: hiding two neighbours takes the sum of their weights.
  @Test func occlusionOfALinearModel() throws {
    let weights: [Float] = [0.1, 0.2, 0.3, 0.05, 0.15]
    let scorer = PlantedScorer(shape: [1, 1, 5], batchCapacity: 3) { input in
      zip(input, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (map, passes) = try Occlusion(settings: .init(patch: 2, stride: 2)).explain(
      input: [1, 1, 1, 1, 1], shape: [1, 1, 5], target: 1, scorer: scorer)
    // Squares at 0, 2 and, moved back inside, 3.
    let wanted: [Float] = [0.3, 0.3, 0.35, (0.35 + 0.2) / 2, 0.2]
    #expect(passes == 4)
    for (value, wanted) in zip(map, wanted) { #expect(abs(value - wanted) < 1e-6) }
  }

  @Test func occlusionFindsAPlantedBoxInColour() throws {
    // Only the second channel counts, inside rows 4..<8 and columns 8..<12.
    let scorer = PlantedScorer(shape: [3, 16, 16], batchCapacity: 7) { input in
      var sum: Float = 0
      for y in 4..<8 { for x in 8..<12 { sum += input[256 + y * 16 + x] } }
      return sum / 16
    }
    let (map, _) = try Occlusion(settings: .init(patch: 4, stride: 4)).explain(
      input: [Float](repeating: 1, count: 768), shape: [3, 16, 16], target: 1, scorer: scorer)
    for y in 0..<16 {
      for x in 0..<16 { #expect(map[y * 16 + x] == ((4..<8).contains(y) && (8..<12).contains(x) ? 1 : 0)) }
    }
  }

  @Test func occlusionRefusesGaps() {
    let scorer = PlantedScorer(shape: [1, 4, 4]) { _ in 0 }
    #expect(throws: MaskSamplingError.self) {
      try Occlusion(settings: .init(patch: 2, stride: 3)).explain(
        input: [Float](repeating: 1, count: 16), shape: [1, 4, 4], target: 1, scorer: scorer)
    }
  }

  @Test func uninformedMaps() {
    #expect(UninformedMaps.random(height: 3, width: 4, seed: 5) == UninformedMaps.random(height: 3, width: 4, seed: 5))
    #expect(UninformedMaps.random(height: 3, width: 4, seed: 5) != UninformedMaps.random(height: 3, width: 4, seed: 6))
    let box = UninformedMaps.centreBox(height: 4, width: 8)
    // The upper quarter is the middle half of each side.
    let chosen = box.indices.sorted { box[$0] > box[$1] }.prefix(8)
    #expect(Set(chosen) == Set([10, 11, 12, 13, 18, 19, 20, 21]))
  }
}
