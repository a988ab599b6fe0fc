import Datasets
import Explaining
import Foundation
import ImageCodecs
import Saliency
import Storing
import Testing

@testable import Jobs

@Suite struct SufficientMethodTests {
  private func method(_ text: String) throws -> SufficientMethod {
    try SufficientMethod(yaml: try YAMLValue(parsing: text, file: "job.yaml"))
  }

  private static let jobs = URL(filePath: #filePath).appending(path: "../../../Jobs", directoryHint: .isDirectory)
    .standardizedFileURL

  private func job(_ method: String) throws -> PreparedJob {
    let text = """
      model: {file: ../Demo/network.onnx}
      data: {folder: ../Demo/pictures}
      preprocessing: {scale: 1, mean: [128, 128, 128], std: [64, 64, 64]}
      methods: [\(method)]

      """
    return try PreparedJob(JobFile(parsing: text, file: "test.yaml", folder: Self.jobs))
  }

  private func explained(_ record: ItemRecord) throws -> ExplainedItem {
    guard case .explained(let item) = record.outcome else {
      Issue.record("\(record.outcome)")
      throw CancellationError()
    }
    return item
  }

  /// The class that the job's network puts first for a picture with some of its pixels, the others zero.
  private func classes(_ job: PreparedJob, item: Int, shown masks: [[Bool]]) throws -> [Int] {
    guard case .network(let model, _, _) = job.model, let images = job.data.images else { return [] }
    let session = try ModelSession(model: model)
    let (_, values) = job.file.preprocessing.tensorValues(from: try images.image(of: images.item(item)))
    return try masks.map { mask in
      try session.forward(values.enumerated().map { mask[$0 % mask.count] ? $1 : 0 }).predicted
    }
  }

  @Test func readsEverySetting() throws {
    let full = try method(
      """
      window: 8
      fills: [zero, mean, blur:3, donor]
      criterion: {probability: 0.5}
      objective: windows
      passes: 300
      patience: 50
      time-limit: 5
      masks: 3
      necessary: true
      robustness: 100
      orders: [centre, ig]
      refinement: true
      """)
    #expect(full.orders == [.centre, .integratedGradients] && full.refines == true)
    #expect(full.window == 8 && full.regions == nil)
    #expect(full.fills == [.fill(.zero), .fill(.mean), .fill(.blur(sigma: 3)), .donor])
    #expect(
      full.settings
        == SufficientSettings(
          criterion: .probability(share: 0.5), objective: .windows, passes: 300, patience: 50, timeLimit: 5, masks: 3,
          findsNecessary: true, completions: 100))
    let plain = try method("criterion: class\nfills: mean\nregions: {grid: {rows: 2, columns: 3}}")
    #expect(plain.settings == SufficientSettings() && plain.fills == [.fill(.mean)] && plain.regions != nil)
  }

  @Test(arguments: [
    ("window: 8\nregions: object", "exclude each other"), ("fills: [grey]", "does not say what replaces"),
    ("fills: []", "at least one"), ("criterion: probability", "class"),
    ("criterion: {probability: 2}", "share above 0"),
    ("mask: 2", "did you mean 'masks'?"), ("time-limit: 0", "positive number of seconds"),
    ("orders: [center]", "did you mean 'centre'?"), ("orders: []", "at least one"),
  ])
  func refusesWhatHasNoMeaningAndNamesTheLine(text: String, message: String) {
    let refusal = JobsTests.message { _ = try method(text) }
    #expect(refusal.contains("job.yaml:") && refusal.contains(message), "\(refusal)")
  }

  @Test("The network itself confirms masks of the demo, each case of irreducible ones, and what hiding does")
  func demo() throws {
    let job = try job("{sufficient: {window: 8, masks: 2, necessary: true, robustness: 20, passes: 400}}")
    let pipeline = try ItemPipeline(job: job, rank: 0)
    for index in stride(from: 0, to: 200, by: 40) {
      let item = try explained(pipeline.process(index))
      let record = try #require(item.explanations.first)
      let map = try #require(record.maps.first?.map)
      #expect(map.height == 64 && map.values.allSatisfy { $0 >= 0 })
      guard record.status != "fill-alone" else { continue }
      #expect(record[value: "robustness-lower"]! <= record[value: "robustness"]!)
      let mask = try #require(record.masks.first).mask
      #expect(record.masks.first?.name == "sufficient" && record[value: "area"] == mask.pixels.share)
      var shown = record.masks.filter { $0.name != "necessary" }.map(\.mask.pixels.bits)
      #expect(try classes(job, item: index, shown: shown).allSatisfy { $0 == item.target })
      if shown.count == 2 { #expect(!zip(shown[0], shown[1]).contains { $0 && $1 }) }
      if record.status == "irreducible" {
        shown = mask.bits.indices.filter { mask.bits[$0] }.map { window in
          var less = mask
          less.bits[window] = false
          return less.pixels.bits
        }
        #expect(try !classes(job, item: index, shown: shown).contains(item.target))
      }
      if let necessary = record.masks.first(where: { $0.name == "necessary" }) {
        let rest = necessary.mask.pixels.bits.map { !$0 }
        #expect(try classes(job, item: index, shown: [rest]) == [Int(record[value: "necessary-class"]!)])
        #expect(record[value: "necessary-class"] != Double(item.target))
      }
    }
  }

  @Test("Where nothing needs to be shown, what is necessary is not scored in the mask's place")
  func fillAlone() throws {
    let text = "methods: [{sufficient: {window: 8, necessary: true}}]\nscores: [mask-tests]"
    let pipeline = try ItemPipeline(job: PreparedJob(demoJob(text)), rank: 0)
    // To the demo's network grey alone is a square.
    let square = try #require(explained(pipeline.process(130)).explanations.first)
    #expect(square.status == "fill-alone" && square.masks.map(\.name) == ["necessary"] && square.mask == nil)
    #expect(!square.values.contains { $0.name.hasPrefix("mask.") })
    let ring = try #require(explained(pipeline.process(110)).explanations.first)
    #expect(ring.mask?.name == "sufficient" && ring[value: "mask.kept-zero"] == 1)
  }

  @Test("What hides, as people see it: the fill on the image, back in levels")
  func hiddenDisplay() throws {
    let image = RasterImage(width: 64, height: 64, channels: 3, pixels: (0..<3 * 64 * 64).map { UInt8($0 % 251) })
    let grey = try #require(job("{sufficient: {window: 8}}").file.hiddenDisplay)
    #expect(grey(image).pixels.allSatisfy { $0 == 128 } && grey(image).width == 64)
    let itself = try #require(job("{sufficient: {fills: [\"blur:0.001\", zero]}}").file.hiddenDisplay)
    #expect(itself(image) == image)
    #expect(try job("{sufficient: {fills: donor}}").file.hiddenDisplay == nil)
    #expect(try job("centre-box").file.hiddenDisplay == nil)
  }

  @Test("The mask that is proven for the evidence of the answer is kept, and the irreducible one inside it")
  func proven() throws {
    let job = try job("{sufficient: {window: 8, passes: 1500, refinement: true}}")
    let pipeline = try ItemPipeline(job: job, rank: 0)
    var insides = 0
    for index in stride(from: 10, to: 200, by: 30) {
      let item = try explained(pipeline.process(index))
      let record = try #require(item.explanations.first)
      guard let proven = record.masks.first(where: { $0.name == "proven" })?.mask else { continue }
      #expect(record[value: "proven-optimal"] == 1 && record[value: "proven-bound"] == record[value: "proven-cost"])
      #expect(record[value: "proven-area"] == proven.pixels.share && record[value: "area"]! <= proven.pixels.share)
      #expect(try classes(job, item: index, shown: [proven.pixels.bits]) == [item.target])
      guard let inside = record.masks.first(where: { $0.name == "proven-inside" })?.mask else { continue }
      insides += 1
      #expect(zip(inside.bits, proven.bits).allSatisfy { !$0 || $1 })
      let less = inside.bits.indices.filter { inside.bits[$0] }.map { window in
        var less = inside
        less.bits[window] = false
        return less.pixels.bits
      }
      #expect(try classes(job, item: index, shown: [inside.pixels.bits]) == [item.target])
      #expect(try !classes(job, item: index, shown: less).contains(item.target))
    }
    #expect(insides >= 2)
    let plain = try explained(
      ItemPipeline(job: self.job("{sufficient: {window: 8, passes: 300}}"), rank: 0).process(10))
    #expect(plain.explanations[0].masks.allSatisfy { !$0.name.hasPrefix("proven") })
  }

  @Test func theSameForEveryWorkerAndOrderOfItems() throws {
    let job = try job("{sufficient: {window: 8, fills: [zero, donor], passes: 150, robustness: 10}}")
    let first = try ItemPipeline(job: job, rank: 0)
    let second = try ItemPipeline(job: job, rank: 1)
    let items = [7, 90]
    let one = items.map { first.process($0).outcome }
    let two = items.reversed().map { second.process($0).outcome }
    #expect(one == two.reversed())
  }

  @Test func regionsAreStoredPixelByPixel() throws {
    let job = try job("{sufficient: {regions: {grid: {rows: 3, columns: 3}}, passes: 600}}")
    let record = try #require(try explained(ItemPipeline(job: job, rank: 0).process(3)).explanations.first)
    let mask = try #require(record.masks.first?.mask)
    #expect(mask.grid.window == 1 && mask.bits.count == 64 * 64 && record.status == "minimum")
    #expect(record[value: "area"] == mask.pixels.share)
  }

  @Test("Of sentences the fewest words are found: all smaller choices lose the answer")
  func sentences() throws {
    let text = try String(contentsOf: Self.jobs.appending(path: "sentences.yaml"), encoding: .utf8)
    let start = try #require(text.range(of: "methods:")).lowerBound
    let file = try JobFile(
      parsing: text[..<start] + "methods: [sufficient]\n", file: "sentences.yaml", folder: Self.jobs)
    let job = try PreparedJob(file)
    let pipeline = try ItemPipeline(job: job, rank: 0)
    guard case .network(let model, .sentences(let sentences), _) = job.model else { return }
    let session = try ModelSession(model: model)
    for index in 0..<10 {
      let item = try explained(pipeline.process(index))
      let record = try #require(item.explanations.first)
      if record.status == "fill-alone" { continue }
      #expect(record.status == "minimum")
      let kept = Int(try #require(record[value: "windows"]))
      let tokens = try sentences.sentence(of: sentences.item(index)).tokens
      let (shape, values) = try session.begin(ids: tokens.ids, words: tokens.wordRange)
      let smaller = (0..<1 << shape[2]).filter { $0.nonzeroBitCount < kept }
      for set in smaller {
        let version = values.enumerated().map { set >> ($0 % shape[2]) & 1 == 1 ? $1 : 0 }
        let scores = try session.scores(of: [version], kind: .logit)[0]
        #expect(scores.indices.contains { $0 != item.target && scores[$0] >= scores[item.target] })
      }
    }
  }
}
