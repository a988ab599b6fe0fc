import Foundation
import Testing

@testable import MaskSolving

/// Proofs from constraints too wide for tables.
@Suite struct WideCertificateTests {
  /// Every constraint touches every window: more than a table holds.
  private func problem(using random: inout SplitMix64, maxVariables: Int, maxConstraints: Int) -> MaskProblem {
    let count = Int.random(in: 17...maxVariables, using: &random)
    let integral = Bool.random(using: &random)
    let witness = (0..<count).map { _ in Int.random(in: 0..<3, using: &random) == 0 }
    let constraints = (0..<Int.random(in: 1...maxConstraints, using: &random)).map { _ in
      let coefficients = (0..<count).map { _ in
        integral ? Double(Int.random(in: -3...6, using: &random)) : Double.random(in: -1...1.6, using: &random)
      }
      let value = zip(witness, coefficients).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
      return MaskProblem.Constraint(
        variables: Array(0..<Int32(count)), coefficients: coefficients, bias: 0, threshold: value - 0.5)
    }
    return MaskProblem(
      pixelsPerVariable: (0..<count).map { _ in Int.random(in: 0...4, using: &random) }, constraints: constraints)
  }

  @Test func treesProveTheOptimumOfSmallProblems() throws {
    var random = SplitMix64(seed: 70)
    for trial in 0..<8 {
      let problem = problem(using: &random, maxVariables: 18, maxConstraints: 3)
      let objective: MaskObjective = trial % 2 == 0 ? .pixels : .windows
      let solution = try MaskSolver(settings: SolverSettings(objective: objective, certificate: true)).solve(problem)
      let expected = try #require(problem.bruteForce(objective)).cost
      #expect(solution.cost == expected)
      let certificate = try #require(solution.certificate)
      let proven = try CertificateChecker.check(certificate, mask: solution.mask, for: problem)
      #expect(proven.bound == expected, "trial \(trial)")
      var higher = certificate
      higher.bound += 1
      #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: higher, for: problem) }
    }
  }

  /// Whatever is changed in a proof: it is rejected, or what it proves is still true.
  @Test func mutatedProofsProveNothingFalse() throws {
    var random = SplitMix64(seed: 71)
    var rejected = 0
    var tried = 0
    for trial in 0..<10 {
      let problem = problem(using: &random, maxVariables: 17, maxConstraints: 3)
      let objective: MaskObjective = trial % 2 == 0 ? .pixels : .windows
      let solution = try MaskSolver(settings: SolverSettings(objective: objective, certificate: true)).solve(problem)
      let certificate = try #require(solution.certificate)
      let text = try #require(String(data: JSONEncoder().encode(certificate), encoding: .utf8))
      let digits = Array(text.utf8).indices.filter { (48...57).contains(Array(text.utf8)[$0]) }
      for _ in 0..<30 {
        var bytes = Array(text.utf8)
        bytes[digits.randomElement(using: &random)!] = UInt8.random(in: 48...57, using: &random)
        guard let mutant = try? JSONDecoder().decode(MaskCertificate.self, from: Data(bytes)) else { continue }
        tried += 1
        do {
          let bound = try CertificateChecker.provenBound(of: mutant, for: problem)
          #expect(bound <= solution.cost)
        } catch {
          rejected += 1
        }
      }
      // A mask with a window less.
      if let kept = solution.mask.firstIndex(where: { $0 }), objective == .windows {
        var less = solution.mask
        less[kept] = false
        #expect(throws: CertificateError.self) { try CertificateChecker.check(certificate, mask: less, for: problem) }
      }
    }
    #expect(rejected > tried / 5)
  }

  @Test func oneWideConstraintIsProvenBySingleMultiplier() throws {
    var random = SplitMix64(seed: 72)
    let coefficients = (0..<5000).map { _ in Double.random(in: -1...1.3, using: &random) }
    let problem = MaskProblem(
      pixelsPerVariable: [Int](repeating: 1, count: 5000),
      constraints: [
        .init(
          variables: Array(0..<5000), coefficients: coefficients, bias: 0.1, threshold: 0.3 * coefficients.reduce(0, +))
      ])
    let solution = try MaskSolver(settings: SolverSettings(certificate: true)).solve(problem)
    #expect(solution.status == .optimal)
    let certificate = try #require(solution.certificate)
    #expect(certificate.bound == solution.cost)
    #expect(try CertificateChecker.provenBound(of: certificate, for: problem) == solution.cost)
    guard case .combination(_, let constraints, _)? = certificate.components.first?.wide else {
      Issue.record("no sum of constraints")
      return
    }
    #expect(constraints == [0])
  }

  /// Several: the bound is that of the relaxation, near the mask.
  @Test func layersGetACheckedBound() throws {
    var random = SplitMix64(seed: 73)
    let constraints = (0..<8).map { _ in
      let coefficients = (0..<784).map { _ in Double.random(in: -1...1.3, using: &random) }
      return MaskProblem.Constraint(
        variables: Array(0..<784), coefficients: coefficients, bias: 0, threshold: 0.3 * coefficients.reduce(0, +))
    }
    let problem = MaskProblem(pixelsPerVariable: [Int](repeating: 1, count: 784), constraints: constraints)
    // Without the clock.
    let component = Component(
      variables: Array(0..<784), costs: [Int](repeating: 1, count: 784),
      constraints: constraints.enumerated().flatMap { index, constraint -> [IntegerConstraint] in
        switch IntegerForm(constraint).from(Int32(index)) {
        case .exact(let some), .sandwich(let some, _): return some
        case .impossible: return []
        }
      })
    let mask = try #require(component.fallbackMask())
    var builder = CertificateBuilder(
      problem: problem, objective: .windows, mask: mask, fixedCost: 0, components: [component], deadline: .never)
    builder.wideWorkLimit = 4_000_000
    let certificate = builder.certificate(claiming: .max)
    let proven = try CertificateChecker.provenBound(of: certificate, for: problem)
    #expect(proven == certificate.bound)
    #expect(proven <= component.cost(of: mask))
    #expect(Double(proven) > 0.9 * Double(component.cost(of: mask)))
  }

  /// Numbers at both ends of the range, and sums that tie.
  @Test func extremeMultipliersAreHandledExactly() throws {
    let problem = MaskProblem(
      pixelsPerVariable: [1, 1, 1],
      constraints: [.init(variables: [0, 1, 2], coefficients: [1e300, 1e-300, 1], bias: 0, threshold: 1e-300)])
    // The second window alone ties with the threshold: it is not enough.
    for (scale, multiplier, bound) in [(1.0, 1.0, 1), (1e-300, 1, 0), (1, 1e-300, 1), (1, 1e300, 0), (0, 1, 0)] {
      let certificate = MaskCertificate(
        objective: .windows, bound: bound,
        components: [
          .init(
            blocks: [], steps: [], parts: [],
            wide: .combination(scale: scale, constraints: [0], multipliers: [multiplier]))
        ])
      if let proven = try? CertificateChecker.provenBound(of: certificate, for: problem) { #expect(proven <= 1) }
      var higher = certificate
      higher.bound = 2
      #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: higher, for: problem) }
    }
    for multipliers in [[-1.0], [.infinity], [.nan], [1, 1]] {
      let certificate = MaskCertificate(
        objective: .windows, bound: 0,
        components: [
          .init(
            blocks: [], steps: [], parts: [], wide: .combination(scale: 1, constraints: [0], multipliers: multipliers))
        ])
      #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: certificate, for: problem) }
    }
  }
}
