import Foundation
import ONNXSchema
import Storing
import SwiftProtobuf
import Testing

@testable import Jobs

/// Cascading randomisation on the demo.
@Suite struct SanityCheckTests {
  private static let project = URL(filePath: #filePath).appending(path: "../../../").standardizedFileURL
  private static let network = project.appending(path: "Demo/network.onnx")

  private func job(_ methods: String) throws -> JobFile { try demoJob("methods: [\(methods)]") }

  @Test func layersAreDrawnAnewFromTheLastOn() throws {
    let randomized = try RandomizedNetwork(contentsOf: Self.network)
    let count = randomized.layers.count
    #expect(count == 6)
    func weights(_ data: Data) throws -> [[Float]] {
      try Onnx_ModelProto(serializedBytes: data).graph.initializer.filter { $0.dims.count >= 2 }
        .map(RandomizedNetwork.values)
    }
    let before = try weights(Data(contentsOf: Self.network))
    for depth in 0...count {
      let after = try weights(randomized.bytes(randomizing: depth, seed: 3))
      #expect(zip(before, after).count { $0 != $1 } == depth)
      for (old, new) in zip(before, after) where old != new {
        func deviation(_ values: [Float]) -> Double {
          let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
          return (values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count))
            .squareRoot()
        }
        #expect(abs(deviation(new) / deviation(old) - 1) < 0.2)
      }
    }
    #expect(try randomized.bytes(randomizing: 2, seed: 3) == randomized.bytes(randomizing: 2, seed: 3))
    #expect(try randomized.bytes(randomizing: 2, seed: 3) != randomized.bytes(randomizing: 2, seed: 4))
    // The last two layers are the same whether a third is drawn anew or not.
    let (two, three) = (
      try weights(randomized.bytes(randomizing: 2, seed: 3)), try weights(randomized.bytes(randomizing: 3, seed: 3))
    )
    #expect(zip(two, three).count { $0 != $1 } == 1)
  }

  @Test func whatLooksAtTheModelChangesAndAnEdgeDetectorDoesNot() throws {
    let file = try job("{smug: {k: 60, evidence: change, integration: {points: 8}}}, {ig: {points: 8}}, edges")
    let result = try SanityCheck(items: 3, stages: 2, seed: 1).run(file)
    #expect(result.items == 3 && result.depths == [1, 6])
    for depth in result.depths {
      #expect(result.values("edges", .rankCorrelation, depth: depth) == [1, 1, 1])
      #expect(result.values("edges", .structuralSimilarity, depth: depth).allSatisfy { abs($0 - 1) < 1e-9 })
    }
    let last = result.depths[1]
    for subject in ["ig", "smug-base"] {
      let values = result.values(subject, .rankCorrelation, depth: last)
      #expect(values.count == 3 && values.allSatisfy { $0 < 0.9 }, "\(subject): \(values)")
    }
    let overlaps = result.values("smug-mask", .maskOverlap, depth: last)
    #expect(overlaps.count == 3 && overlaps.allSatisfy { (0..<1).contains($0) }, "\(overlaps)")
  }

  @Test func depthsAndItemsAreSpreadEvenly() {
    #expect(SanityCheck.depths(layers: 3, stages: 6) == [1, 2, 3])
    #expect(SanityCheck.depths(layers: 26, stages: 6) == [1, 6, 11, 16, 21, 26])
    #expect(SanityCheck.depths(layers: 26, stages: 1) == [26])
    #expect(SanityCheck.spread(3, over: [5, 6, 7, 8, 9, 10]) == [5, 7, 9])
    #expect(SanityCheck.spread(3, over: [5]) == [5])
  }

  @Test func programsAreRefused() throws {
    let file = try parse(
      "model: {command: [cat]}\ndata: {folder: x}\npreprocessing: {crop: 8}\nmethods: [occlusion]\n")
    #expect(message { _ = try SanityCheck().run(file) }.contains("program"))
  }
}
