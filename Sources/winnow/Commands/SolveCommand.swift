import ArgumentParser
import Foundation
import MaskSolving
import Timing

struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Find the cheapest mask of mask problems stored in files, and prove it.",
    discussion: """
      An instance is JSON (or JSON in gzip): the number of variables, pixels_per_variable, and constraints, each with \
      variables, coefficients, bias and threshold, meaning sum(coefficient * m) + bias > threshold over 0/1 m.

      One instance that cannot be read or solved does not end the others; the exit code is then 65.
      """)

  @Argument(help: "Instance files (.json or .json.gz).") var instances: [String]

  @Option(help: "What a mask costs: \(MaskObjective.allCases.map(\.rawValue).joined(separator: " or ")).")
  var objective = MaskObjective.pixels

  @Option(help: "Components solved side by side.") var threads = 1

  @Option(help: "Seconds for one instance; the best mask found and a proven bound are given when it passes.")
  var timeLimit: Double?

  @Option(
    help: """
      Megabytes for one instance beyond the instance itself; what does not fit is left out, and the best mask found \
      and a proven bound are given.
      """)
  var memoryLimit: Int?

  @Option(
    help: """
      How the least cost is proven: \(MaskProver.search.rawValue) (elimination, bounds and branching, Z3 where these do \
      not suffice), \(MaskProver.z3.rawValue) (Z3's optimiser alone), or \(MaskProver.both.rawValue), compared.
      """)
  var prover = MaskProver.search

  @Option(help: "Write the mask to this file, one 0 or 1 a line (one instance only).") var mask: String?

  @Option(
    help: """
      Write a certificate of the bound to this file, for 'winnow verify' (one instance only; in gzip where the name \
      ends in .gz).
      """)
  var certificate: String?

  @Option(help: "Also give up to so many different optimal masks' number, and the windows in all or none of them.")
  var optima: Int?

  @Option(help: "Also give up to so many different masks, the cheapest first, beyond the optimum too.")
  var masks: Int?

  @Option(
    help: """
      What makes a further mask another one: \(MaskDistinction.minimal.rawValue) (it contains none found before) or \
      \(MaskDistinction.assignment.rawValue) (it differs in any window).
      """)
  var distinct = MaskDistinction.minimal

  @Flag(help: "One line of JSON an instance.") var json = false

  @Flag(help: "Tell on standard error how mask and bound approach each other.") var progress = false

  func validate() throws {
    if instances.count > 1 && (mask != nil || certificate != nil) {
      throw ValidationError("--mask and --certificate take one instance at a time")
    }
    if let masks, masks < 1 { throw ValidationError("--masks is \(masks); at least 1 is needed") }
  }

  func run() throws {
    var settings = SolverSettings(
      objective: objective, timeLimit: timeLimit, memoryLimitMegabytes: memoryLimit, threads: threads,
      prover: prover)
    settings.certificate = certificate != nil
    let solver = MaskSolver(settings: settings)
    var failure: ExitCode?
    for path in instances {
      do {
        try solve(path, solver)
      } catch {
        let named: any Error = error is InstanceFileError ? error : InstanceFileError(path, "\(error)")
        failure = ExitCode(CommandFailure.report(named).rawValue)
      }
    }
    if let failure { throw failure }
  }

  private func solve(_ path: String, _ solver: MaskSolver) throws {
    let instance = try InstanceFile.read(path)
    let report: (@Sendable (SolverProgress) -> Void)? =
      progress
      ? { @Sendable (state: SolverProgress) in
        let line = String(
          format: "%8.2f s  cost %d  bound %d  gap %.2f %%  components %d/%d\n", state.seconds, state.cost, state.bound,
          100 * state.gap, state.componentsSolved, state.components)
        FileHandle.standardError.write(Data(line.utf8))
      } : nil
    let watch = Stopwatch()
    let processorWatch = Stopwatch(.processCPU)
    let solution = try solver.solve(instance.problem, progress: report)
    let seconds = watch.seconds
    let cpuSeconds = processorWatch.seconds
    if let mask {
      try InstanceFile.write(Data(solution.maskText.utf8), to: mask)
    }
    if let certificate, let proof = solution.certificate {
      try InstanceFile.write(try proof.json(), to: certificate)
    }
    let optima = try self.optima.flatMap { try solver.optimalMasks(of: instance.problem, limit: $0) }
    let ranking = try self.masks.flatMap { try solver.nextMasks(of: instance.problem, limit: $0, distinct: distinct) }
    if json {
      var line = Line(instance.name, solution, seconds, cpuSeconds, optima)
      line.masks = ranking.map { ranking in
        zip(ranking.masks, ranking.costs).map { mask, cost in
          Line.Mask(cost: cost, kept: mask.indices.filter { mask[$0] })
        }
      }
      print(String(decoding: try JSONEncoder.sorted.encode(line), as: UTF8.self))
    } else {
      print(text(instance.name, solution, seconds, optima))
      if let ranking {
        let costs = ranking.costs.map(String.init).joined(separator: ", ")
        print(
          "  \(distinct == .minimal ? "minimal masks" : "masks"): \(ranking.masks.count)\(ranking.isComplete ? " (all)" : ""), of \(costs)"
        )
      }
    }
  }

  private func text(_ name: String, _ solution: MaskSolution, _ seconds: Double, _ optima: OptimalMasks?) -> String {
    var lines = [String(format: "\(name)  \(solution.status.rawValue)  %.4f s", seconds)]
    if solution.status != .infeasible {
      let limit = solution.limit.map { " (stopped by the limit of \($0.rawValue))" } ?? ""
      lines.append("  \(objective.rawValue) \(solution.cost), bound \(solution.bound)" + gapText(solution) + limit)
    }
    lines.append("  " + solution.stages.map { String(format: "\($0.name) %.4f s", $0.seconds) }.joined(separator: ", "))
    if solution.status != .infeasible { lines.append("  " + text(solution.proof)) }
    if let certificate = solution.certificate {
      lines.append(
        "  certified bound \(certificate.bound)"
          + (certificate.bound < solution.bound ? " (a proof of \(solution.bound) would be too large)" : ""))
    }
    if let optima {
      let roles = OptimalMasks.Role.allCases.map { role in
        "\(role.rawValue) \(optima.roles.filter { $0 == role }.count)"
      }
      lines.append(
        "  optimal masks: \(optima.isCountExact ? "" : "at least ")\(optima.count); windows: "
          + roles.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }

  /// `12 components: elimination 11, z3 1; z3 again 12`.
  private func text(_ proof: ProofTally) -> String {
    let engines = ProofEngine.allCases.compactMap { engine in
      proof.settled[engine].map { "\(engine.rawValue) \($0)" }
    }
    return "\(proof.components) components" + (engines.isEmpty ? "" : ": \(engines.joined(separator: ", "))")
      + (prover == .both ? "; confirmed by z3 \(proof.confirmed)" : "")
  }

  private func gapText(_ solution: MaskSolution) -> String {
    solution.gap > 0 ? String(format: ", gap %.2f %%", 100 * solution.gap) : ""
  }

  /// What `--json` prints.
  private struct Line: Encodable {
    struct Optima: Encodable {
      var count: Int
      var countIsExact: Bool
      var roles: [String: Int]
    }
    var instance: String
    var status: MaskStatus
    var cost: Int?
    var bound: Int?
    var gap: Double?
    /// What stopped the search, when it was stopped: time or memory.
    var limit: MaskLimit?
    var seconds: Double
    /// Processor time of all threads: says more than `seconds` on a busy machine.
    var cpuSeconds: Double
    var stages: [String: Double]
    /// Components, and how many of them each engine settled.
    var components: Int
    var settledBy: [String: Int]
    var confirmedByZ3: Int
    var certifiedBound: Int?
    var optima: Optima?
    var masks: [Mask]?

    struct Mask: Encodable {
      var cost: Int
      /// The windows that it keeps.
      var kept: [Int]
    }

    init(
      _ name: String, _ solution: MaskSolution, _ seconds: Double, _ cpuSeconds: Double, _ optima: OptimalMasks?
    ) {
      self.cpuSeconds = cpuSeconds
      instance = name
      status = solution.status
      if solution.status != .infeasible {
        cost = solution.cost
        bound = solution.bound
        gap = solution.gap
        limit = solution.limit
      }
      self.seconds = seconds
      stages = Dictionary(solution.stages.map { ($0.name, $0.seconds) }, uniquingKeysWith: +)
      components = solution.proof.components
      settledBy = Dictionary(uniqueKeysWithValues: solution.proof.settled.map { ($0.key.rawValue, $0.value) })
      confirmedByZ3 = solution.proof.confirmed
      certifiedBound = solution.certificate?.bound
      self.optima = optima.map { optima in
        Optima(
          count: optima.count, countIsExact: optima.isCountExact,
          roles: Dictionary(optima.roles.map { ($0.rawValue, 1) }, uniquingKeysWith: +))
      }
    }
  }
}

extension MaskObjective: ExpressibleByArgument {}
extension MaskProver: ExpressibleByArgument {}
extension MaskDistinction: ExpressibleByArgument {}

extension JSONEncoder {
  fileprivate static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
