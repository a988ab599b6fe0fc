import Foundation
import Testing

@testable import MaskSolving

@Suite struct ExactnessTests {
  /// Numbers that break rounded arithmetic: far apart, denormal, tied at the threshold, one unit in the last place off.
  @Test func adversarialNumbersAreDecidedExactly() throws {
    let nasty: [Double] = [
      1e300, -1e300, 1e-300, -1e-300, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1, -1, 1.0.nextUp, -(1.0.nextUp),
      0.1, 0.2, -0.3, 1e16, -1e16,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNormalMagnitude, 0,
    ]
    var random = SplitMix64(seed: 5)
    for trial in 0..<800 {
      let count = Int.random(in: 1...7, using: &random)
      let constraints = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        let variables = Array(
          (0..<Int32(count)).shuffled(using: &random).prefix(Int.random(in: 1...count, using: &random)))
        return MaskProblem.Constraint(
          variables: variables, coefficients: variables.map { _ in nasty.randomElement(using: &random)! },
          bias: nasty.randomElement(using: &random)!, threshold: nasty.randomElement(using: &random)!)
      }
      let problem = MaskProblem(
        pixelsPerVariable: (0..<count).map { _ in Int.random(in: 1...4, using: &random) }, constraints: constraints)
      let solution = try MaskSolver(settings: SolverSettings(certificate: true)).solve(problem)
      if let expected = problem.bruteForce(.pixels) {
        #expect(solution.status == .optimal && solution.cost == expected.cost, "trial \(trial)")
        let certificate = try #require(solution.certificate)
        #expect(try CertificateChecker.provenBound(of: certificate, for: problem) == expected.cost, "trial \(trial)")
      } else {
        #expect(solution.status == .infeasible, "trial \(trial)")
      }
    }
  }

  /// The integer form has the same truth table as the doubles, whatever it looks like.
  @Test func integerFormsKeepTheTruthTable() {
    var random = SplitMix64(seed: 6)
    for _ in 0..<400 {
      let count = Int.random(in: 1...9, using: &random)
      let scale = pow(10, Double(Int.random(in: -20...20, using: &random)))
      let constraint = MaskProblem.Constraint(
        variables: Array(0..<Int32(count)),
        coefficients: (0..<count).map { _ in
          Double.random(in: -1...1, using: &random) * (Bool.random(using: &random) ? 1 : scale)
        },
        bias: 0, threshold: Double.random(in: -1...1, using: &random))
      let problem = MaskProblem(pixelsPerVariable: [Int](repeating: 1, count: count), constraints: [constraint])
      for pattern in 0..<(1 << count) {
        let mask = (0..<count).map { pattern >> $0 & 1 == 1 }
        let holds = MaskChecker.firstViolation(of: problem, mask: mask) == nil
        switch IntegerForm(constraint) {
        case .impossible: #expect(!holds)
        case .exact(let forms): #expect(forms.allSatisfy { $0.isSatisfied(by: mask) } == holds)
        case .sandwich(let outer, let inner):
          if holds { #expect(outer.allSatisfy { $0.isSatisfied(by: mask) }) }
          if inner.allSatisfy({ $0.isSatisfied(by: mask) }) { #expect(holds) }
        }
      }
    }
  }

  /// The same numbers in another order or with other signs are one shape, and get the same integers as alone.
  @Test func shapesAreLookedIntoOnce() {
    var random = SplitMix64(seed: 14)
    var shapes = ConstraintShapes()
    let magnitudes = (0..<14).map { _ in (Double.random(in: 0.1...1, using: &random) * 0x1p20).rounded() * 0x1p-20 }
    for _ in 0..<40 {
      let coefficients = magnitudes.shuffled(using: &random).map { Bool.random(using: &random) ? $0 : -$0 }
      // A third of the way from the least to the most that the left side can be.
      let negative = coefficients.filter { $0 < 0 }.reduce(0, +)
      let constraint = MaskProblem.Constraint(
        variables: Array(0..<14), coefficients: coefficients, bias: 0, threshold: negative + 2.5)
      guard case .exact(let shared) = IntegerForm(constraint, shapes: &shapes),
        case .exact(let alone) = IntegerForm(constraint)
      else {
        Issue.record("fourteen numbers of like size fit integers")
        return
      }
      #expect(shared == alone)
    }
    #expect(shapes.count == 1)
  }

  @Test(arguments: [
    MaskProblem(
      pixelsPerVariable: [1], constraints: [.init(variables: [0], coefficients: [.nan], bias: 0, threshold: 0)]),
    MaskProblem(
      pixelsPerVariable: [1], constraints: [.init(variables: [0], coefficients: [.infinity], bias: 0, threshold: 0)]),
    MaskProblem(
      pixelsPerVariable: [1], constraints: [.init(variables: [0], coefficients: [1], bias: .nan, threshold: 0)]),
    MaskProblem(pixelsPerVariable: [1], constraints: [.init(variables: [1], coefficients: [1], bias: 0, threshold: 0)]),
    MaskProblem(
      pixelsPerVariable: [1], constraints: [.init(variables: [-1], coefficients: [1], bias: 0, threshold: 0)]),
    MaskProblem(
      pixelsPerVariable: [1, 1], constraints: [.init(variables: [0, 0], coefficients: [1, 1], bias: 0, threshold: 0)]),
    MaskProblem(pixelsPerVariable: [1], constraints: [.init(variables: [0], coefficients: [], bias: 0, threshold: 0)]),
    MaskProblem(pixelsPerVariable: [-1], constraints: []),
    MaskProblem(pixelsPerVariable: [.max, 1], constraints: []),
  ])
  func malformedProblemsAreRefused(problem: MaskProblem) {
    #expect(throws: MaskSolvingError.self) { try MaskSolver().solve(problem) }
  }

  @Test func emptyThingsAreHandled() throws {
    let nothing = try MaskSolver().solve(MaskProblem(pixelsPerVariable: [], constraints: []))
    #expect(nothing.status == .optimal && nothing.cost == 0 && nothing.mask.isEmpty)
    let free = try MaskSolver().solve(MaskProblem(pixelsPerVariable: [3, 4], constraints: []))
    #expect(free.status == .optimal && free.mask == [false, false])
    let holds = MaskProblem.Constraint(variables: [], coefficients: [], bias: 1, threshold: 0)
    #expect(try MaskSolver().solve(MaskProblem(pixelsPerVariable: [1], constraints: [holds])).status == .optimal)
    let fails = MaskProblem.Constraint(variables: [], coefficients: [], bias: 0, threshold: 0)
    #expect(try MaskSolver().solve(MaskProblem(pixelsPerVariable: [1], constraints: [fails])).status == .infeasible)
  }

  @Test func instancesSurviveTheirFile() throws {
    var random = SplitMix64(seed: 7)
    let instance = MaskInstance(name: "a", problem: .random(maxVariables: 12, using: &random))
    #expect(try MaskInstance(json: instance.json()) == instance)
    #expect(throws: MaskSolvingError.self) { try MaskInstance(json: Data("{".utf8)) }
    #expect(throws: MaskSolvingError.self) { try MaskInstance(json: Data(#"{"variables": 2}"#.utf8)) }
    #expect(throws: MaskSolvingError.self) {
      try MaskInstance(json: Data(#"{"variables": 2, "pixels_per_variable": [1], "constraints": []}"#.utf8))
    }
  }
}
