import Foundation
import Storing
import Testing

@testable import Jobs

/// The family of small networks and the generator that are trained on images like the demo's, in the jobs that come with them.
@Suite struct SmallNetworkTests {
  private static let project = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

  private func record(_ index: Int, of job: String, _ overrides: String...) throws -> (ItemRecord, ExplainedItem) {
    let file = try JobFile(
      contentsOf: Self.project.appending(path: "Jobs/\(job).yaml"),
      overrides: try overrides.map { try JobOverride(parsing: $0) })
    let record = try ItemPipeline(job: PreparedJob(file), rank: 0).process(index)
    guard case .explained(let item) = record.outcome else {
      Issue.record("\(record.id): \(record.outcome)")
      throw CancellationError()
    }
    return (record, item)
  }

  @Test(arguments: ["alexnet-5", "vgg-8", "resnet-14", "resnet-26", "densenet-22", "resnet-14-robust"])
  func aNetworkOfTheFamilyIsAskedForEveryCombinationOfItsRegions(network: String) throws {
    let (record, item) = try record(
      30, of: "sobol-family", "model.file=../Demo/family/\(network).onnx", "methods.sobol.rows=1024")
    #expect(item.predicted == record.label)
    let sobol = item.explanations[0]
    #expect(sobol[value: "passes"] ?? .infinity <= 256)
    for name in ["interaction-share", "background-closed", "background-total", "object-closed", "object-total"] {
      #expect(sobol[value: name]?.isFinite == true, "\(name)")
    }
    // What a group does alone is part of what it does with the others.
    let error = (sobol[value: "background-closed-error"] ?? 0) + (sobol[value: "background-total-error"] ?? 0)
    let (closed, total) = (sobol[value: "background-closed"] ?? 1, sobol[value: "background-total"] ?? 0)
    #expect(closed <= total + 4 * error)
  }

  @Test func theCommittedNetworksAreSmall() throws {
    var files = try FileManager.default.contentsOfDirectory(
      at: Self.project.appending(path: "Demo/family"), includingPropertiesForKeys: nil)
    let generator = Self.project.appending(path: "Demo/generator.onnx")
    #expect(try Data(contentsOf: generator).count < 1_000_000)
    files.append(generator)
    #expect(try files.reduce(0) { $0 + (try Data(contentsOf: $1).count) } < 3_000_000)
  }

  @Test func theGeneratorCompletesAnImage() throws {
    let (_, item) = try record(
      30, of: "demo-variations", "methods.rise.masks=64", "variations.iterations=8", "variations.restarts=2")
    let variations = try #require(item.explanations.first { $0[value: "acceptance"] != nil })
    #expect((0...1).contains(variations[value: "acceptance"] ?? -1))
    #expect(abs((variations[value: "region"] ?? 0) - 0.2) < 0.01)
  }
}
