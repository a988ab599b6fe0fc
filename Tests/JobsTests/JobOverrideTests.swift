import Explaining
import Foundation
import Testing

@testable import Jobs

/// Values of a job set on the command line.
@Suite struct JobOverrideTests {
  private static let text = """
    model: {file: ../net.onnx}
    data: {folder: ../pictures}
    methods:
      - smug:
          k: 100
      - ig

    """

  private func job(_ overrides: String...) throws -> JobFile {
    try JobFile(
      parsing: Self.text, file: "x.yaml", folder: URL(filePath: "/project/Jobs/"),
      overrides: try overrides.map { try JobOverride(parsing: $0) })
  }

  private func smug(_ job: JobFile) -> SMUGMethod? {
    job.methods.lazy.compactMap { $0.settings as? SMUGMethod }.first
  }

  @Test func aMethodsSettingGoesByItsNameOrItsNumber() throws {
    #expect(smug(try job("methods.smug.k=1000"))?.k == 1000)
    let other = try job("methods[0].smug.k=7", "methods.smug.window=8")
    #expect(smug(other)?.k == 7 && smug(other)?.window == 8)
  }

  @Test func whatStandsAloneBecomesAMapping() throws {
    let ig = try job("methods.ig.points=9").methods.last?.settings as? IntegratedGradientsMethod
    #expect(ig?.integration == IntegratedGradients(rule: .evenlySpaced(9)))
  }

  @Test func missingKeysAreMadeAndListsReplaced() throws {
    let job = try job("seed=5", "data.subset.sample.count=3", "methods=[random]", "overlays=all")
    #expect(job.seed == 5 && job.overlays == .all)
    #expect(job.methods.map(\.description.key) == ["random"])
    #expect(job.data.subset.sample?.count == 3)
    #expect(job.overrides.map(\.text).first == "seed=5")
  }

  @Test func whatTheJobDoesNotKnowIsRefusedByItsPlace() {
    func refusal(_ override: String) -> String { message { _ = try job(override) } }
    #expect(refusal("methods.smug.kk=1").contains("unknown key 'kk' in methods[0].smug"))
    #expect(refusal("methods.smug.k=many").contains("methods[0].smug.k must be a whole number, but is 'many'"))
    #expect(refusal("methods.rise.masks=9").contains("the list has no entry 'rise'"))
    #expect(refusal("methods[7].smug.k=9").contains("the list has 2 entries"))
    #expect(refusal("name[0]=9").contains("there is no list"))
    #expect(refusal("methods").contains("takes a key and its value"))
    #expect(refusal("seed=[1").contains("not valid YAML"))
    #expect(refusal("a..b=1").contains("empty key"))
  }
}
