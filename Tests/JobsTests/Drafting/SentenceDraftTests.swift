import Datasets
import Foundation
import TestSupport
import Testing

@testable import Jobs

/// How sentences are split into tokens, found by trying.
@Suite struct SentenceDraftTests {
  private static let demo = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Demo/sentences").standardizedFileURL

  private func draft(_ network: String, _ data: URL? = nil) throws -> SentenceDraft {
    try SentenceDraft(
      model: Self.demo.appending(path: network),
      data: DataDraft(at: data ?? Self.demo.appending(path: "sentences.jsonl")),
      vocabulary: Self.demo.appending(path: "vocabulary.txt"), sample: 60)
  }

  @Test func whatTheDemosNetworkLearntIsFound() throws {
    let draft = try draft("network.onnx")
    #expect(draft.certainty != .none, "\(draft.findings)")
    let job = try JobFile(parsing: draft.yaml(name: "x"), file: "x.yaml", folder: URL(filePath: "/"))
    guard case .sentences(let source) = job.data.source else {
      Issue.record("the job is not about sentences")
      return
    }
    // As in Jobs/sentences.yaml.
    #expect(source.tokenization.lowercases && source.tokenization.paddingSide == .right)
    #expect(source.tokenization.splitting == .pattern(Tokenization.englishWords))
    #expect(source.tokenization.length == 16 && source.content == .text(field: "text") && source.labelField == "label")
    #expect(draft.yaml(name: "x").contains("# rationale: verdict"))
    #expect(try PreparedJob(job).dataset.count == 120)
  }

  @Test func anUntrainedNetworkCannotBeTold() throws {
    let draft = try draft("untrained.onnx")
    #expect(draft.certainty == .none && draft.findings.contains("Cannot tell"), "\(draft.findings)")
  }

  @Test func theFieldsAreFoundWhateverTheirNames() throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("review,sentiment\nso good,1\n", to: "x.csv")
    #expect(SentenceFile(at: table)?.content == .text(field: "review"))
    #expect(SentenceFile(at: table)?.label == "sentiment")
    let words = try folder.write("{\"tokens\": [\"so\", \"good\"], \"class\": 1}\n", to: "x.jsonl")
    #expect(SentenceFile(at: words)?.content == .words(field: "tokens") && SentenceFile(at: words)?.label == "class")
    let ids = try folder.write("{\"input_ids\": [3, 5]}\n", to: "y.jsonl")
    #expect(SentenceFile(at: ids)?.content == .ids(field: "input_ids"))
    #expect(SentenceFile(at: try folder.write("{\"x\": 1}\n", to: "z.jsonl")) == nil)
  }

  @Test func aMissingVocabularyIsAskedFor() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("{\"text\": \"so good\", \"label\": 1}\n", to: "x.jsonl")
    let network = try folder.write(Data(contentsOf: Self.demo.appending(path: "network.onnx")), to: "n.onnx")
    #expect(message { _ = try SentenceDraft(model: network, data: DataDraft(at: file)) }.contains("--vocabulary"))
  }
}
