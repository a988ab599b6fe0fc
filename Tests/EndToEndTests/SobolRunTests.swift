import Foundation
import Storing
import TestSupport
import Testing

/// Models with known Sobol indices, from job file to store.
@Suite struct SobolRunTests {
  /// An 8 x 8 grey PNG, all white.
  private static let whiteImage = """
    iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mP4DwUMlDEA98A/wa9cD80AAAAASUVORK5CYII=
    """

  /// ONNX: means of the four quadrants, times (1, 2, 3, 0); second output 0.
  private static let linearModel = """
    CAgSAXc6yQEKPAoBeBIBcCILQXZlcmFnZVBvb2wqFQoMa2VybmVsX3NoYXBlQARABKABByoQCgdzdHJpZGVzQARABKABBwoPCgFwEgFmIgdGbG
    F0dGVuCg8KAWYKAXcSAXkiBEdlbW0SBmxpbmVhciorCAQIAhABQgF3SiAAAIA/AAAAAAAAAEAAAAAAAABAQAAAAAAAAAAAAAAAAFocCgF4EhcK
    FQgBEhEKAxIBTgoCCAEKAggICgIICGIUCgF5Eg8KDQgBEgkKAxIBTgoCCAJCBAoAEA0=
    """

  /// ONNX: product of the means of quadrants 0, 1 and 3; second output 1.
  private static let productModel = """
    CAgSAXc65AEKPAoBeBIBcCILQXZlcmFnZVBvb2wqFQoMa2VybmVsX3NoYXBlQARABKABByoQCgdzdHJpZGVzQARABKABBwoPCgFwEgFmIgdGbG
    F0dGVuCgsKAWYSAWwiA0xvZwoPCgFsCgF3EgFnIgRHZW1tCgsKAWcSAXkiA0V4cBIHcHJvZHVjdCorCAQIAhABQgF3SiAAAIA/AAAAAAAAgD8A
    AAAAAAAAAAAAAAAAAIA/AAAAAFocCgF4EhcKFQgBEhEKAxIBTgoCCAEKAggICgIICGIUCgF5Eg8KDQgBEgkKAxIBTgoCCAJCBAoAEA0=
    """

  private func explanation(
    model: String, regions: String = "{grid: {rows: 2, columns: 2}}", settings: String, boxes: String? = nil,
    line: String = "0,white.png,region,\"1,1\","
  ) throws -> ExplanationRecord {
    let folder = try TemporaryFolder()
    for (name, text) in [("model.onnx", model), ("pictures/white.png", Self.whiteImage)] {
      let data = try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters))
      try folder.write(data, to: name)
    }
    if let boxes { try folder.write(boxes, to: "boxes.csv") }
    try folder.write(
      """
      model: {file: model.onnx}
      data: {folder: pictures, layout: flat\(boxes == nil ? "" : ", ground-truth: {box-table: boxes.csv}")}
      preprocessing: {channels: grey}
      target: 0
      methods:
        - sobol: {regions: \(regions), output: logit, \(settings)}

      """, to: "job.yaml")
    let result = try WinnowProgram.run("run", folder.path("job.yaml"), "--output", folder.path("out"))
    #expect(result.status == 0, "\(result.errors)")
    let report = try String(contentsOf: URL(filePath: folder.path("out/report.html")), encoding: .utf8)
    #expect(report.contains("what only together") && report.contains("of the bare network"))
    let table = try String(contentsOf: URL(filePath: folder.path("out/regions.csv")), encoding: .utf8)
    #expect(table.contains(line))
    let records = try RunStore(reading: folder.path("out")).records()
    guard case .explained(let item)? = records.first?.outcome else {
      throw CocoaError(.coderValueNotFound, userInfo: [NSLocalizedDescriptionKey: "\(records)"])
    }
    return try #require(item.explanations.first)
  }

  @Test func linearModelHasNoInteraction() throws {
    let record = try explanation(
      model: Self.linearModel, settings: "baseline: zero, rows: 512, pairs: {top: 2}, groups: [upper-half]")
    let regions = try #require(record.tables.first { $0.name == "regions" })
    for (row, expected) in [1.0 / 14, 4.0 / 14, 9.0 / 14, 0].enumerated() {
      #expect(abs((regions.value(row: row, column: "first") ?? .nan) - expected) < 0.01)
      #expect(abs((regions.value(row: row, column: "total") ?? .nan) - expected) < 0.01)
    }
    #expect(abs((record[value: "interaction-share"] ?? .nan)) < 0.02)
    #expect(abs((record[value: "upper-half-closed"] ?? .nan) - 5.0 / 14) < 0.02)
    #expect(record[value: "passes"] == Double(512 * (2 + 4 + 1 + 1) + 2))
    let pair = try #require(record.tables.first { $0.name == "pairs" })
    #expect(pair.rows == ["0,1 + 1,0"])
    #expect(abs(pair.values[0]) < 0.02)
    #expect(record.maps.map(\.name) == ["sobol", "sobol-first", "sobol-interaction"])
    #expect(abs(record.maps[0].map.values[63]) < 0.01 && abs(record.maps[0].map.values[56] - 9.0 / 14) < 0.01)
  }

  @Test func boxesAreRegionsAndGroupsHaveParts() throws {
    let record = try explanation(
      model: Self.linearModel, regions: "boxes",
      settings: "baseline: zero, rows: 512, groups: [{name: bs, of: [b, b 2]}, {name: all, of: [bs, a]}]",
      boxes: "path,xmin,ymin,xmax,ymax,name\nwhite.png,0,0,4,4,a\nwhite.png,4,0,8,4,b\nwhite.png,0,4,4,8,b\n",
      line: "0,white.png,part,all: b 2,16,")
    let regions = try #require(record.tables.first { $0.name == "regions" })
    #expect(Set(regions.rows) == ["a", "b", "b 2", "background"])
    for (name, weight) in [("a", 1.0), ("b", 4), ("b 2", 9), ("background", 0)] {
      let row = try #require(regions.rows.firstIndex(of: name))
      #expect(abs((regions.value(row: row, column: "first") ?? .nan) - weight / 14) < 0.01)
      #expect(regions.value(row: row, column: "positions") == 16)
    }
    #expect(abs((record[value: "bs-closed"] ?? .nan) - 13.0 / 14) < 0.02)
    #expect(abs((record[value: "all-closed"] ?? .nan) - 1) < 0.02)
    #expect(abs((record[value: "background-total"] ?? .nan)) < 0.01)
    let parts = try #require(record.tables.first { $0.name == "parts" })
    #expect(parts.rows.filter { $0.hasPrefix("bs: ") } == ["bs: b", "bs: b 2"])
    #expect(parts.rows.count == 5)
  }

  @Test func productModelHasTheKnownInteraction() throws {
    // Coins u: the product of three has S_i = 1/7 and S_Ti = 4/7; only 2^4 inputs exist. The model multiplies by way
    // of logarithms, so a replaced quadrant is nearly but not quite 0.
    let record = try explanation(
      model: Self.productModel, settings: "baseline: value:0.001, rows: 1024, variable: bernoulli")
    let regions = try #require(record.tables.first { $0.name == "regions" })
    for row in [0, 1, 3] {
      #expect(abs((regions.value(row: row, column: "first") ?? .nan) - 1.0 / 7) < 0.04)
      #expect(abs((regions.value(row: row, column: "total") ?? .nan) - 4.0 / 7) < 0.04)
    }
    #expect(abs((record[value: "interaction-share"] ?? .nan) - 9.0 / 7) < 0.1)
    #expect(record[value: "passes"] == 16)
  }
}
