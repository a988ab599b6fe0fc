import Foundation
import Gzip
import MaskSolving
import Storing
import Testing

@testable import Jobs

/// Proofs of bounds in records: whoever has the files checks them without the solver.
@Suite struct CertificateTests {
  private func explanation(_ method: String, item: Int) throws -> ExplanationRecord {
    let job = try PreparedJob(demoJob("methods: [\(method)]"))
    guard case .explained(let explained) = try ItemPipeline(job: job, rank: 0).process(item).outcome else {
      Issue.record("no explanation")
      throw CancellationError()
    }
    return explained.explanations[0]
  }

  /// What `winnow verify` does with the three files.
  private func check(_ record: ExplanationRecord, prefix: String, mask: String) throws {
    func file(_ name: String) throws -> Data {
      Data(try #require(record.files.first { $0.name == prefix + name }).bytes)
    }
    let problem = try MaskInstance(json: Gzip.decompress(file("problem.json.gz"))).problem
    let certificate = try MaskCertificate(json: Gzip.decompress(file("certificate.json.gz")))
    let bits = try #require(record.masks.first { $0.name == mask }?.mask.bits)
    let text = String(decoding: try file("mask.txt"), as: UTF8.self)
    #expect(text == bits.map { $0 ? "1\n" : "0\n" }.joined())
    let checked = try CertificateChecker.check(certificate, mask: bits, for: problem)
    #expect(Double(checked.cost) == record[value: "\(prefix)cost"])
    #expect(Double(checked.bound) == record[value: "\(prefix)certified-bound"])
    #expect(checked.bound == checked.cost, "the proof was too large")
    // A certificate is of this problem, not of an easier one.
    var easier = problem
    easier.constraints.removeAll()
    #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: certificate, for: easier) }
  }

  @Test func ofSMUG() throws {
    let settings = "k: 60, ranking: activation, integration: {points: 4}, window: 8"
    let record = try explanation("{smug: {\(settings), certificates: true}}", item: 5)
    try check(record, prefix: "", mask: "smug")
    let plain = try explanation("{smug: {\(settings)}}", item: 5)
    #expect(plain.files.isEmpty && plain.masks == record.masks && plain[value: "certified-bound"] == nil)
  }

  @Test func ofTheProvenMaskOfASufficientOne() throws {
    let record = try explanation("{sufficient: {window: 8, passes: 1500, refinement: true}}", item: 40)
    try check(record, prefix: "proven-", mask: "proven")
    let plain = try explanation(
      "{sufficient: {window: 8, passes: 1500, refinement: true, certificates: false}}", item: 40)
    #expect(plain.files.isEmpty && plain.masks == record.masks)
  }
}
