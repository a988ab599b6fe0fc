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

  /// Proofs by clusters, forced upon small problems: never more than the optimum, and all of it by a single cluster.
  @Test func clustersProveWhatTheyClaim() throws {
    var random = SplitMix64(seed: 50)
    var tried = 0
    for trial in 0..<300 {
      let problem = MaskProblem.random(maxVariables: 12, using: &random)
      let objective: MaskObjective = trial % 2 == 0 ? .pixels : .windows
      guard let expected = problem.bruteForce(objective)?.cost else { continue }
      var constraints: [IntegerConstraint] = []
      for (index, constraint) in problem.constraints.enumerated() {
        if case .exact(let some) = IntegerForm(constraint).from(Int32(index)) { constraints += some }
      }
      let costs = problem.costs(objective)
      let presolve = Presolve(variableCount: problem.variableCount, costs: costs, constraints: constraints)
      let fixedCost = problem.cost(of: presolve.values.map { $0 == 1 }, objective)
      let mask = try MaskSolver(settings: SolverSettings(objective: objective)).solve(problem).mask
      var builder = CertificateBuilder(
        problem: problem, objective: objective, mask: mask, fixedCost: fixedCost,
        components: Component.components(
          variableCount: problem.variableCount, costs: costs, constraints: presolve.constraints),
        deadline: .never)
      builder.entryLimit = 0
      builder.probingLimit = trial % 3 == 0 ? 1 << 19 : 0
      for widths in [(6, 7), (16, 16)] {
        builder.clusterWidths = widths
        let certificate = builder.certificate(claiming: .max)
        #expect(try CertificateChecker.provenBound(of: certificate, for: problem) == certificate.bound)
        #expect(certificate.bound <= expected, "trial \(trial)")
        if widths.1 == 16 { #expect(certificate.bound == expected, "trial \(trial)") }
        var higher = certificate
        higher.bound = expected + 1
        #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: higher, for: problem) }
        // A share that is raised is taken back from what the variable has left.
        for component in certificate.components.indices {
          for part in certificate.components[component].parts.indices {
            guard case .clusters(let scale, var clusters) = certificate.components[component].parts[part].proof,
              !clusters.isEmpty, !clusters[0].shares.isEmpty
            else { continue }
            tried += 1
            clusters[0].shares[0] += Int32(7 * scale)
            var mutant = certificate
            mutant.bound = expected + 1
            mutant.components[component].parts[part].proof = .clusters(scale: scale, clusters)
            #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: mutant, for: problem) }
          }
        }
      }
    }
    #expect(tried > 20)
  }

  /// One of every pair of windows must stay: pairs apart, or in chains, show about half of what is true.
  @Test func casesOfClustersShowWhatClustersMiss() throws {
    var raised = 0
    for count in 4...6 {
      let pairs = (0..<Int32(count)).flatMap { one in ((one + 1)..<Int32(count)).map { [one, $0] } }
      let problem = MaskProblem(
        pixelsPerVariable: [Int](repeating: 1, count: count),
        constraints: pairs.map { .init(variables: $0, coefficients: [1, 1], bias: 0, threshold: 0.5) })
      let component = Component(
        variables: Array(0..<Int32(count)), costs: problem.pixelsPerVariable,
        constraints: pairs.enumerated().map { index, pair in
          var clause = IntegerConstraint(literals: pair.map { Literal($0) }, weights: [1, 1], bound: 1)
          clause.origin = Int32(index)
          return clause
        })
      var builder = CertificateBuilder(
        problem: problem, objective: .windows, mask: (0..<count).map { $0 > 0 }, fixedCost: 0, components: [component],
        deadline: .never)
      builder.entryLimit = 0
      builder.clusterWidths = (2, 2)
      builder.caseLimit = 0
      let plain = builder.certificate(claiming: .max)
      builder.caseLimit = 60
      let cases = builder.certificate(claiming: .max)
      #expect(try CertificateChecker.provenBound(of: cases, for: problem) == cases.bound)
      #expect(cases.bound >= plain.bound && cases.bound <= count - 1)
      if cases.bound > plain.bound {
        raised += 1
        #expect(cases.bound == count - 1)
      }
      var higher = cases
      higher.bound = count
      #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: higher, for: problem) }
    }
    #expect(raised > 0)
  }

  /// What one component fixes without loss to itself is no fact for another.
  @Test func stepsOfOneComponentHoldForItselfOnly() {
    let problem = MaskProblem(
      pixelsPerVariable: [1, 1, 1],
      constraints: [
        .init(variables: [0, 1], coefficients: [1, 1], bias: 0, threshold: 0.5),
        .init(variables: [0, 2], coefficients: [1, 1], bias: 0, threshold: 0.5),
      ])
    func alone(_ variable: Int32, _ constraints: [Int32], _ rule: MaskCertificate.Step.Rule, _ value: Bool)
      -> MaskCertificate.Component
    {
      .init(
        blocks: [.init(variables: [variable], constraints: constraints)],
        steps: [.init(rule: rule, variable: variable, value: value)], parts: [])
    }
    // Keeping the first window alone is feasible and costs 1.
    let certificate = MaskCertificate(
      objective: .windows, bound: 2,
      components: [alone(0, [], .unopposed, false), alone(1, [0], .forced, true), alone(2, [1], .forced, true)])
    #expect(throws: CertificateError.self) { try CertificateChecker.provenBound(of: certificate, for: problem) }
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
