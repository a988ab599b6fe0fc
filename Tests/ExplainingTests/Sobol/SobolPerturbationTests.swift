import Testing

@testable import Explaining

@Suite struct SobolPerturbationTests {
  private func write(
    _ input: [Float], shape: [Int], regions: RegionSet, settings: PerturbationSettings, donor: [Float]? = nil,
    variables: [Double]
  ) throws -> [Float] {
    let inputs = try PerturbedInputs(input: input, shape: shape, regions: regions, settings: settings, donor: donor)
    var target = [Float](repeating: .nan, count: input.count)
    var scratch = inputs.makeScratch()
    target.withUnsafeMutableBufferPointer { target in
      variables.withUnsafeBufferPointer { inputs.write(variables: $0, to: target, scratch: &scratch) }
    }
    return target
  }

  private let image: [Float] = (0..<2 * 16 * 16).map { Float($0 % 37) / 7 - 2 }

  @Test(arguments: ["zero", "mean", "blur:2", "value:-1.5", "donor"], [0.0, 1.5])
  func keptIsTheOriginalAndReplacedTheBaseline(baseline: String, edge: Double) throws {
    let regions = try RegionSet.grid(rows: 2, columns: 4, height: 16, width: 16)
    let donor = image.map { -3 * $0 }
    let settings = PerturbationSettings(baseline: try #require(.init(baseline)), edgeSigma: edge)
    func at(_ u: Double) throws -> [Float] {
      try write(
        image, shape: [2, 16, 16], regions: regions, settings: settings, donor: donor,
        variables: [Double](repeating: u, count: 8))
    }
    #expect(try at(1) == image)
    let replaced = try at(0)
    for (index, value) in replaced.enumerated() {
      switch baseline {
      case "zero": #expect(abs(value) < 1e-5)
      case "value:-1.5": #expect(abs(value + 1.5) < 1e-5)
      case "donor": #expect(abs(value - donor[index]) < 1e-4)
      case "mean":
        let plane = image[index / 256 * 256..<index / 256 * 256 + 256]
        #expect(abs(value - plane.reduce(0, +) / 256) < 1e-5)
      default: break
      }
    }
    if baseline == "blur:2" {
      func energy(_ values: [Float]) -> Float { values.reduce(0) { $0 + $1 * $1 } }
      #expect(energy(replaced) < energy(image) / 2)
    }
  }

  @Test func baselinesAreReadAsTheyAreWritten() {
    for text in ["zero", "mean", "blur:2.0", "value:-1.5", "donor"] {
      #expect(PerturbationSettings.Replacement(text)?.description == text)
    }
    #expect(PerturbationSettings.Replacement("donors") == nil)
  }

  @Test func oneRegionIsReplacedAndTheOthersStay() throws {
    let regions = try RegionSet.grid(rows: 2, columns: 2, height: 16, width: 16)
    let result = try write(
      image, shape: [2, 16, 16], regions: regions, settings: .init(baseline: .fill(.zero)),
      variables: [1, 0.25, 1, 1])
    for (index, value) in result.enumerated() {
      let (y, x) = (index / 16 % 16, index % 16)
      #expect(value == (y < 8 && x >= 8 ? image[index] / 4 : image[index]))
    }
  }

  @Test func unlabelledPositionsAreNeverPerturbed() throws {
    let regions = try RegionSet(
      labelMap: (0..<256).map { $0 < 128 ? 0 : 255 }, extent: .image(height: 16, width: 16), kept: [255])
    let result = try write(
      image, shape: [2, 16, 16], regions: regions, settings: .init(baseline: .fill(.zero)), variables: [0])
    #expect(result[..<128].allSatisfy { $0 == 0 })
    #expect(Array(result[128..<256]) == Array(image[128..<256]))
  }

  @Test func softEdgesBlendAcrossTheBorderOnly() throws {
    let ones = [Float](repeating: 1, count: 256)
    let regions = try RegionSet.grid(rows: 1, columns: 2, height: 16, width: 16)
    let result = try write(
      ones, shape: [1, 16, 16], regions: regions, settings: .init(baseline: .fill(.zero), edgeSigma: 1),
      variables: [1, 0])
    let row = Array(result[16..<32])
    #expect(row[0] == 1 && abs(row[15]) < 1e-6)
    #expect(abs(row[7] + row[8] - 1) < 1e-5)
    #expect(row[7] > 0.6 && row[7] < 0.8)
    for column in 1..<16 { #expect(row[column] <= row[column - 1]) }
  }
}
