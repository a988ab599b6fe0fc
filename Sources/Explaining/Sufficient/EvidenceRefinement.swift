import BitCollections
import MaskSolving
import Saliency

/// A mask that is proven minimal for some neurons' evidence, and with which the model gives its answer.
public struct RefinedMask: Sendable {
  /// The constraints of the last round; nil before the first.
  public var problem: MaskProblem?
  /// The solver's mask for them, with what it proves, and a certificate of that where one was asked for.
  public var solution: MaskSolution
  public var rounds: Int
  /// Passes forward; a point of a gradient counts as two more.
  public var passes: Int

  public var constraintCount: Int { problem?.constraints.count ?? 0 }

  /// The windows that it keeps.
  public var windows: BitSet { BitSet(solution.mask.indices.filter { solution.mask[$0] }) }
}

/// From evidence to answer by counterexamples (as in counterexample-guided abstraction refinement: Clarke et al., CAV 2000).
/// The smallest mask for the neurons' evidence demanded so far is asked of the model. Where another class is ahead, the
/// difference of the two classes' scores is attributed to the changes of the first layers' neurons from the masked input to
/// the whole one, and those that matter most are demanded as well, until the model gives its answer.
///
/// The outcome is minimal for its constraints, as its status says, and sufficient by a pass of its own. It is not the
/// smallest mask that is sufficient: ``SufficientMasks`` leaves out of it what is not needed.
public struct EvidenceRefinement: Sendable {
  /// Neurons that a round adds.
  public var neuronsPerRound: Int
  /// Share of a neuron's change that a mask must keep.
  public var gamma: Double
  public var roundLimit: Int
  /// No round begins after so many passes.
  public var passLimit: Int
  /// Points of the integral of a round.
  public var points: Int
  public var objective: MaskObjective
  /// Limit of each round's mask search in seconds.
  public var timeLimit: Double?
  /// Whether to write down a proof of the outcome's bound that can be checked without the solver.
  public var certifies: Bool

  public init(
    neuronsPerRound: Int = 30, gamma: Double = 0.5, roundLimit: Int = 12, passLimit: Int = .max, points: Int = 4,
    objective: MaskObjective = .pixels, timeLimit: Double? = 10, certifies: Bool = false
  ) {
    self.neuronsPerRound = neuronsPerRound
    self.gamma = gamma
    self.roundLimit = roundLimit
    self.passLimit = passLimit
    self.points = points
    self.objective = objective
    self.timeLimit = timeLimit
    self.certifies = certifies
  }

  /// - Parameters:
  ///   - grid: the windows; of a sentence one row of a word each.
  ///   - fillings: what takes the place of hidden positions, one whole input for each fill. Changes are measured from the
  ///     first: the input with everything hidden.
  ///   - forward: the model's answer to the whole input.
  ///   - probability: the least probability that the target must have; nil asks only that it is first.
  /// - Returns: the mask, nil where the limits ended the rounds before the answer was back, or nothing was left to demand;
  ///   and the passes of all rounds.
  public func refine(
    input: [Float], grid: WindowGrid, fillings: [[Float]], forward: ForwardResult, target: Int,
    probability: Double? = nil, session: ModelSession
  ) throws -> (mask: RefinedMask?, passes: Int) {
    guard let values = forward.firstLayer else { throw SMUGError.noFirstLayer(session.model.refusal) }
    let partition = UnitPartition(grid)
    let inputs = UnitInputs(input: input, labels: partition.labels, unitCount: partition.count)
    let test = AnswerTest(
      inputs: inputs, fillings: fillings, question: .keepsWhenShown, target: target, probability: probability,
      scorer: session)
    let constraints = SMUGConstraints(
      fields: try session.layerFields(values, input: input, hidden: fillings[0], pixels: grid.height * grid.width),
      grid: grid)
    var refined = RefinedMask(
      solution: MaskSolution(
        status: .optimal, mask: [Bool](repeating: false, count: grid.count), cost: 0, bound: 0, stages: []),
      rounds: 0, passes: 0)
    var demanded: [Int] = []
    while refined.rounds < roundLimit, refined.passes < passLimit {
      let shown = refined.windows
      let answers = try test.answersOneByOne(to: shown)
      refined.passes += answers.count
      guard let losing = answers.firstIndex(where: { !$0.holds }) else {
        refined.solution.certificate = try certificate(of: refined.problem, session)
        return (refined, refined.passes)
      }
      let margin = try session.attributeMargin(
        from: inputs.values(shown: shown, filling: fillings[losing]), to: input, target: target,
        rival: answers[losing].rival, points: points)
      refined.passes += 3 * points
      let known = Set(demanded)
      let next = NeuronSelection(scores: margin, values: nil, k: demanded.count + neuronsPerRound).neurons
        .filter { margin[$0] > 0 && !known.contains($0) }.prefix(neuronsPerRound)
      guard !next.isEmpty else { break }
      demanded += next
      let system = try constraints.system(neurons: demanded, gamma: gamma, evidence: .change)
      refined.problem = system.problem
      refined.solution = try solver().solve(system.problem, isCancelled: session.isInterrupted)
      guard refined.solution.status != .infeasible else { throw SMUGError.infeasible }
      refined.rounds += 1
    }
    return (nil, refined.passes)
  }

  private func solver(certificate: Bool = false) -> MaskSolver {
    MaskSolver(settings: .init(objective: objective, timeLimit: timeLimit, certificate: certificate))
  }

  /// Of the last round only, which is solved once more for it.
  private func certificate(of problem: MaskProblem?, _ session: ModelSession) throws -> MaskCertificate? {
    guard certifies, let problem else { return nil }
    return try solver(certificate: true).solve(problem, isCancelled: session.isInterrupted).certificate
  }
}
