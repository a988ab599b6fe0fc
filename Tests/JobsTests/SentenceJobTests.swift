import Datasets
import Explaining
import Foundation
import Scoring
import Storing
import Testing

@testable import Jobs

@Suite struct SentenceJobTests {
  private static let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardizedFileURL

  private static let data = """
    data:
      text:
        file: s.jsonl
        vocabulary: /v.txt
        tokenization: {length: 16}

    """

  @Test func everySettingOfTheText() throws {
    let job = try parse(
      """
      model: {file: n.onnx, embedding: rows, classes: [bad, good]}
      data:
        text:
          file: s.csv
          words: tokens
          label: class
          id: name
          rationale: why
          classes: c.txt
          vocabulary: /v.txt
          tokenization: {lowercase: false, split: {pattern: "[a-z]+"}, length: 9, padding: P, padding-side: left, unknown: none}
        subset: {sample: {count: 3}}
      methods: [smug]

      """)
    #expect(
      job.data.source
        == .sentences(
          TextSource(
            file: "/project/Jobs/s.csv", vocabulary: "/v.txt",
            tokenization: Tokenization(
              lowercases: false, splitting: .pattern("[a-z]+"), length: 9, padding: "P", paddingSide: .left,
              unknown: nil), content: .words(field: "tokens"), labelField: "class", idField: "name",
            rationaleField: "why", classes: "/project/Jobs/c.txt")))
    guard case .network(let network) = job.model.source else { return }
    #expect(network.embedding == "rows")
    #expect(try job.model.classNames() == ["bad", "good"])
    let plain = try parse("model: {file: n.onnx}\n\(Self.data)methods: [ig]\n")
    guard case .sentences(let source) = plain.data.source else { return }
    #expect(source.content == .text(field: "text") && source.tokenization == Tokenization(length: 16))
  }

  @Test(arguments: [
    ("methods: [centre-box]\n", "'centre-box' is for images"),
    ("methods: [ig]\npreprocessing: {scale: 1}\n", "preprocessing is about images"),
    ("methods: [ig]\nvariations: {}\n", "variations are of images"),
    ("methods: [ig]\nscores: [information-curves]\n", "information-curves"),
  ])
  func whatIsForImagesIsRefused(rest: String, message: String) {
    let text = refusal("model: {file: n.onnx}\n\(Self.data)\(rest)")
    #expect(text.contains(message), "\(text)")
  }

  @Test func contradictionsAreRefused() {
    #expect(refusal("model: {command: [x]}\n\(Self.data)methods: [rise]\n").contains("network file"))
    #expect(
      refusal("model: {file: n, embedding: e}\ndata: {folder: p}\nmethods: [ig]\n").contains("is for sentences"))
    let both = Self.data.replacing("file: s.jsonl", with: "file: s.jsonl\n    text: a\n    ids: b")
    #expect(refusal("model: {file: n}\n\(both)methods: [ig]\n").contains("read from one field"))
    let truth = Self.data + "  ground-truth: {masks: m}\n"
    #expect(refusal("model: {file: n}\n\(truth)methods: [ig]\n").contains("rationale"))
    let split = Self.data.replacing("length: 16", with: "length: 16, split: blanks")
    #expect(refusal("model: {file: n}\n\(split)methods: [ig]\n").contains("whitespace, english"))
    #expect(
      refusal("model: {file: n}\n\(Self.data.replacing("length", with: "lenght"))methods: [ig]\n").contains("length"))
  }

  /// Every method for sentences on sentences of the demo.
  @Test func theDemosSentences() throws {
    var text = try String(contentsOf: Self.project.appending(path: "Jobs/sentences.yaml"), encoding: .utf8)
    text = text.replacing("rows: 32", with: "rows: 8").replacing("600", with: "64").replacing(
      "smug:\n", with: "smug:\n      integration: {points: 20}\n")
    var file = try JobFile(parsing: text, file: "sentences.yaml", folder: Self.project.appending(path: "Jobs/"))
    file.scores.measures.append(BestBox())
    let job = try PreparedJob(file)
    #expect(job.classNames == ["negative", "positive"] && job.inputShape == .words(channels: 12, count: 16))
    let pipeline = try ItemPipeline(job: job, rank: 0)
    var overlap = 0.0
    for index in 0..<12 {
      let record = pipeline.process(index)
      guard case .explained(let item) = record.outcome, let sentence = item.sentence else {
        Issue.record("\(record.outcome)")
        continue
      }
      #expect(record.label == item.predicted && sentence.rationale?.contains(true) == true)
      let count = sentence.words.count
      for explanation in item.explanations {
        for map in explanation.maps { #expect(map.map.height == 1 && map.map.width == count) }
        #expect(!explanation.maps.isEmpty)
      }
      let smug = try #require(item.explanations.first)
      #expect(smug.status == "optimal" && smug.masks[0].mask.bits.count == count && item.values["any-span.lss"] != nil)
      overlap += smug[value: "mask.iou"] ?? 0
      let sobol = try #require(item.explanations.first { $0.method == "sobol" })
      #expect(sobol.tables.first { $0.name == "regions" }?.rows == sentence.words.enumerated().map { "\($0):\($1)" })
      #expect(sobol[value: "object-closed"] != nil)
    }
    // The words that decide are known, and the network was trained on nothing else.
    #expect(overlap / 12 > 0.6)
  }

  @Test func sentencesThatCannotBeExplainedAreRecords() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "winnow-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let demo = Self.project.appending(path: "Demo/sentences").path
    try Data("{\"text\": \"A warm film\"}\n{\"text\": \"...\"}\n{\"txt\": 1}\n".utf8)
      .write(to: folder.appending(path: "s.jsonl"))
    func job(_ length: Int, vocabulary: String, _ methods: String = "[smug]") throws -> PreparedJob {
      try PreparedJob(
        JobFile(
          parsing: """
            model: {file: \(demo)/network.onnx}
            data: {text: {file: s.jsonl, vocabulary: \(vocabulary), tokenization: {split: english, length: \(length)}}}
            methods: \(methods)

            """, file: "x.yaml", folder: URL(filePath: folder.path, directoryHint: .isDirectory)))
    }
    let pipeline = try ItemPipeline(job: try job(16, vocabulary: "\(demo)/vocabulary.txt"), rank: 0)
    guard case .explained = pipeline.process(0).outcome else {
      Issue.record("\(pipeline.process(0).outcome)")
      return
    }
    for (index, kind) in [(1, "empty"), (2, "invalid")] {
      guard case .failed(let failure) = pipeline.process(index).outcome else { throw CocoaError(.coderInvalidValue) }
      #expect(failure.kind == kind, "\(failure)")
    }
    #expect { try job(20, vocabulary: "\(demo)/vocabulary.txt") } throws: { "\($0)".contains("16") }
    try Data(("<pad>\n<unk>\n" + (0..<100).map { "w\($0)\n" }.joined()).utf8)
      .write(to: folder.appending(path: "long.txt"))
    #expect { try job(16, vocabulary: "long.txt") } throws: { "\($0)".contains("do not belong together") }
    for methods in [
      "[smug: {window: 2}]", "[smug: {ranking: ig-black-white}]", "[sobol: {regions: {grid: {rows: 1, columns: 2}}}]",
      "[sobol: {groups: [border]}]", "[sobol: {baseline: donor}]",
    ] {
      #expect(throws: (any Error).self) { try job(16, vocabulary: "\(demo)/vocabulary.txt", methods) }
    }
  }
}
