import Foundation
import Testing

@testable import MaskSolving

@Suite struct CertificateTests {
  @Test func provesTheOptimumOfRandomProblems() throws {
    var random = SplitMix64(seed: 2)
    for trial in 0..<600 {
      let objective: MaskObjective = trial % 2 == 0 ? .pixels : .windows
      let problem = MaskProblem.random(maxVariables: 10, using: &random)
      let solver = MaskSolver(settings: SolverSettings(objective: objective, certificate: true))
      let solution = try solver.solve(problem)
      guard solution.status == .optimal else { continue }
      let certificate = try #require(solution.certificate)
      let proven = try CertificateChecker.check(certificate, mask: solution.mask, for: problem)
      #expect(proven.bound == solution.cost, "trial \(trial)")
      #expect(proven.cost == solution.cost, "trial \(trial)")
    }
  }

  /// Whatever is changed in a certificate: it is rejected, or what it proves is still true.
  @Test func mutatedCertificatesProveNothingFalse() throws {
    var random = SplitMix64(seed: 3)
    var rejected = 0
    var tried = 0
    for _ in 0..<150 {
      let problem = MaskProblem.random(maxVariables: 9, using: &random)
      let solver = MaskSolver(settings: SolverSettings(objective: .pixels, certificate: true))
      let solution = try solver.solve(problem)
      guard solution.status == .optimal, let certificate = solution.certificate else { continue }
      var higher = certificate
      higher.bound += 1
      #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: higher, for: problem) }

      let text = try #require(String(data: JSONEncoder().encode(certificate), encoding: .utf8))
      for _ in 0..<20 {
        // One digit of the file becomes another.
        var bytes = Array(text.utf8)
        let digits = bytes.indices.filter { (48...57).contains(bytes[$0]) }
        bytes[digits.randomElement(using: &random)!] = UInt8.random(in: 48...57, using: &random)
        guard let mutant = try? JSONDecoder().decode(MaskCertificate.self, from: Data(bytes)) else { continue }
        tried += 1
        do {
          let bound = try CertificateChecker.provenBound(of: mutant, for: problem)
          #expect(bound <= (mutant.objective == .pixels ? solution.cost : .max))
        } catch {
          rejected += 1
        }
      }
    }
    #expect(rejected > tried / 5)
  }

  @Test func masksThatMissAConstraintAreRejected() throws {
    let problem = MaskProblem(
      pixelsPerVariable: [4, 4],
      constraints: [.init(variables: [0, 1], coefficients: [1, 1], bias: 0, threshold: 0.5)])
    let solution = try MaskSolver(settings: SolverSettings(certificate: true)).solve(problem)
    let certificate = try #require(solution.certificate)
    #expect(throws: CertificateError.self) {
      try CertificateChecker.check(certificate, mask: [false, false], for: problem)
    }
    #expect(try CertificateChecker.check(certificate, mask: solution.mask, for: problem).bound == 4)
  }
}
