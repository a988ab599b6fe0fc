import Foundation
import TestSupport
import Testing

/// The shipped ImageNet jobs over a small tree in ILSVRC's form, unchanged but for paths.
@Suite struct ImageNetJobTests {
  private static let wnids = ["n01440764", "n01443537", "n01484850", "n01491361"]
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.network.data, to: "imagenet/resnet18.onnx")
    let mapping = zip(Self.wnids, ["tench", "goldfish", "great white shark", "tiger shark"]).map { "\($0) \($1), fish" }
    try folder.write(mapping.joined(separator: "\n") + "\n", to: "imagenet/LOC_synset_mapping.txt")
  }

  /// A convolution of 8 x 8 pixels, the mean over the image, four classes.
  private static var network: ONNXFile {
    func values(_ count: Int, step: Int, range: Int, scale: Float) -> [Float] {
      (0..<count).map { index in Float((index * step + index / 7) % range - range / 2) / scale }
    }
    return ONNXFile(
      inputShape: [1, 3, 224, 224],
      nodes: [
        .init(type: "Conv", inputs: ["input", "w1", "b1"], output: "c", integers: ["strides": [8, 8]]),
        .init(type: "Relu", inputs: ["c"], output: "r"),
        .init(type: "GlobalAveragePool", inputs: ["r"], output: "p"),
        .init(type: "Flatten", inputs: ["p"], output: "f"),
        .init(type: "Gemm", inputs: ["f", "w2"], output: "scores", integers: ["transB": [1]]),
      ],
      constants: [
        ("w1", [4, 3, 8, 8], values(768, step: 37, range: 11, scale: 40)), ("b1", [4], [-0.1, -0.2, -0.1, -0.3]),
        ("w2", [4, 4], values(16, step: 5, range: 7, scale: 2)),
      ])
  }

  /// ILSVRC's images, solution and boxes; the pictures are the demo's, which content and not name tells to be PNG.
  private func layOut(_ count: Int) throws {
    let pictures = WinnowProgram.projectRoot.appending(path: "Demo/pictures")
    var solution = ["ImageId,PredictionString"]
    for (place, name) in ["ring/000.png", "star/001.png", "disc/002.png", "bars/003.png"].prefix(count).enumerated() {
      let id = "ILSVRC2012_val_0000000\(place + 1)"
      try folder.write(
        try Data(contentsOf: pictures.appending(path: name)), to: "imagenet/ILSVRC/Data/CLS-LOC/val/\(id).JPEG")
      solution.append("\(id),\(Self.wnids[place]) 10 12 50 48 ")
      try folder.write(
        """
        <annotation><folder>val</folder><filename>\(id)</filename>
        <size><width>64</width><height>64</height><depth>3</depth></size>
        <object><name>\(Self.wnids[place])</name><bndbox>
        <xmin>11</xmin><ymin>13</ymin><xmax>50</xmax><ymax>48</ymax></bndbox></object></annotation>

        """, to: "imagenet/ILSVRC/Annotations/CLS-LOC/val/\(id).xml")
    }
    try folder.write(solution.joined(separator: "\n") + "\n", to: "imagenet/LOC_val_solution.csv")
  }

  /// The best of all boxes takes 2025 passes, most of a minute in a debug build: it is only searched with
  /// WINNOW_WHOLE_JOBS=1.
  private static let takesTime = ProcessInfo.processInfo.environment["WINNOW_WHOLE_JOBS"] != nil

  private func run(_ name: String) throws -> [[String: String]] {
    var text = try String(contentsOf: WinnowProgram.projectRoot.appending(path: "Jobs/\(name).yaml"), encoding: .utf8)
    if !Self.takesTime { text = text.replacing("best-box, ", with: "") }
    try folder.write(text.replacing("../../imagenet/", with: folder.path("imagenet") + "/"), to: "Jobs/\(name).yaml")
    let output = folder.path("out-\(name)")
    let result = try WinnowProgram.run("run", folder.path("Jobs/\(name).yaml"), "--output", output)
    #expect(result.status == 0, "\(result.errors)")
    let table = try String(contentsOf: URL(filePath: output).appending(path: "results.csv"), encoding: .utf8)
    let lines = table.split(separator: "\n").map { line in
      // Names of classes hold commas; quoted fields come before those that are looked at by position.
      line.replacing(/"[^"]*"/, with: { $0.output.replacing(",", with: ";") })
        .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { line in Dictionary(zip(lines[0], line)) { first, _ in first } }
  }

  @Test func theSweepKnowsImagesAndClasses() throws {
    try layOut(2)
    let rows = try run("imagenet")
    #expect(rows.map { $0["path"] ?? "" } == (1...2).map { "ILSVRC2012_val_0000000\($0).JPEG" })
    #expect(rows.map { $0["label"] ?? "" } == ["0", "1"])
    #expect(rows.allSatisfy { $0["failure"] == "" && ["optimal", "empty"].contains($0["status"]) }, "\(rows)")
  }

  @Test func theEvaluationOfThePaperHasItsScores() throws {
    try layOut(1)
    let rows = try run("imagenet-boxes")
    #expect(rows.count == 1)
    let row = try #require(rows.first)
    #expect(row["failure"] == "", "\(row)")
    for map in ["smug", "smug-base"] {
      for score in ["lss", "f1", "mae", "auc"] {
        #expect(Double(row["smug.\(map).\(score)"] ?? "") != nil, "\(map).\(score)")
      }
    }
    #expect(Double(row["ig.ig.lss"] ?? "") != nil)
    guard Self.takesTime else { return }
    let best = try #require(Double(row["smug.any-box.lss"] ?? ""))
    #expect(best <= Double(row["centre-box.centre-box.lss"] ?? "") ?? .infinity)
  }
}
