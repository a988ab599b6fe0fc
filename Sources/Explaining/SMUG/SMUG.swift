import MaskSolving
import NeuralNetwork
import Saliency

/// What SMUG says about one input.
public struct SMUGExplanation: Sendable {
  public var grid: WindowGrid
  /// The input with everything hidden.
  public var hidden: [Float]
  /// The neurons' constraints over the windows.
  public var problem: MaskProblem
  /// The mask, what is proven about it, and the solver's stages.
  public var solution: MaskSolution
  /// Further masks after the solution's, where they were asked for.
  public var further: RankedMasks?
  /// What all masks of least cost keep, where it was asked for and could be told.
  public var optima: OptimalMasks?
  /// Share of the image's pixels inside the mask.
  public var area: Double
  /// SMUG_base and SMUG, `height * width` scores each, row-major.
  public var base: [Float]
  public var saliency: [Float]
  /// Neurons ranked.
  public var considered: Int
  /// Those among them with evidence to keep: one constraint each.
  public var constraintCount: Int { problem.constraints.count }
  /// Constraints that hold with everything hidden. Where all do, the mask is empty, and its proof says nothing.
  public var vacuousCount: Int

  /// Whether the mask is empty, as nothing needs to be kept: no success, whatever is proven of it.
  public var asksForNothing: Bool { vacuousCount == constraintCount || !solution.mask.contains(true) }
  /// The neurons' integrated gradients, which the maps show whatever they are ranked by.
  public var attribution: Attribution
}

/// Minimal masks from first-layer neurons (Sahoo, Venugopalan, Li, Singh, Riley, "Scaling Symbolic Methods using Gradients
/// for Neural Model Explanation", ICLR 2021, arXiv:2006.16322): rank the neurons by their attribution, and find the
/// smallest part of the image with which the top ones still fire.
public struct SMUG: Sendable {
  public var settings: SMUGSettings
  public var integration: IntegratedGradients
  /// The network's input for a black and for a white image; needed by the ranking that starts from them.
  public var blackWhite: (black: [Float], white: [Float])?

  public init(
    settings: SMUGSettings = SMUGSettings(), integration: IntegratedGradients = IntegratedGradients(),
    blackWhite: (black: [Float], white: [Float])? = nil
  ) {
    self.settings = settings
    self.integration = integration
    self.blackWhite = blackWhite
  }

  /// Refuses settings that a model cannot serve, before any input is read.
  public func validate(for model: ExplainedModel, height: Int, width: Int) throws {
    try settings.validate()
    let grid = try WindowGrid.covering(height: height, width: width, window: settings.window)
    guard !model.firstLayers.isEmpty else { throw SMUGError.noFirstLayer(model.refusal) }
    if model.sentences != nil {
      guard settings.window == 1 else { throw SMUGError.notForSentences("window: \(settings.window)") }
      let isWordwise = [.integratedGradients, .activation, .gradient].contains(settings.ranking)
      guard isWordwise else { throw SMUGError.notForSentences("ranking: \(settings.ranking.rawValue)") }
      return
    }
    let size = model.inputShape.reduce(1, *)
    guard size % (grid.height * grid.width) == 0 else {
      throw SMUGError.inputSize(input: size, height: height, width: width)
    }
    _ = try settings.hiddenImage(count: size, pixels: height * width)
  }

  /// Explains one input.
  ///
  /// - Parameters:
  ///   - input: the network's input without the batch axis, row-major, `C x height x width` values.
  ///   - forward: the model's answer to it.
  ///   - target: the class to explain.
  ///   - stage: told the name of each stage as it begins: `attribution`, `constraints`, `solve`, `further-masks`,
  ///     `optima`, `maps`.
  /// - Throws: ``SMUGError``, `NetworkError` or `MaskSolvingError`.
  public func explain(
    input: [Float], height: Int, width: Int, forward: ForwardResult, target: Int, session: ModelSession,
    stage: (String) -> Void = { _ in }
  ) throws -> SMUGExplanation {
    let grid = try WindowGrid.covering(height: height, width: width, window: settings.window)
    guard let values = forward.firstLayer else { throw SMUGError.noFirstLayer(session.model.refusal) }

    let pixels = height * width
    let hidden =
      session.sentence == nil
      ? try settings.hiddenImage(count: input.count, pixels: pixels) : [Float](repeating: 0, count: input.count)

    stage("attribution")
    let ranking = NeuronRanking(smug: self, session: session)
    let (scores, integral) = try ranking.scores(
      input: input, hidden: hidden, height: height, width: width, values: values, target: target)
    let attribution = try integral ?? ranking.integral(input: input, hidden: hidden, target: target)
    guard scores.allSatisfy(\.isFinite), attribution.values.allSatisfy(\.isFinite) else {
      throw SMUGError.notFinite("attributions of the first layer's neurons")
    }
    let selection = NeuronSelection(
      scores: scores, values: settings.evidence == .value ? values.preActivation : nil, k: settings.k)

    stage("constraints")
    let fields = try session.layerFields(values, input: input, hidden: hidden, pixels: pixels)
    let system = try SMUGConstraints(fields: fields, grid: grid).system(
      neurons: selection.neurons, gamma: settings.gamma, evidence: settings.evidence)
    guard !system.neurons.isEmpty else { throw SMUGError.noEvidence(considered: selection.considered) }

    stage("solve")
    let masks = try SMUGMasks(of: system.problem, settings: settings, isCancelled: session.isInterrupted) { stage($0) }
    let solution = masks.solution
    try session.checkInterruption()

    stage("maps")
    let base = SMUGSaliency.base(
      fields: fields, count: height * width, neurons: system.neurons, scores: attribution.values,
      combination: settings.combination)
    let kept = zip(solution.mask, system.problem.pixelsPerVariable).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
    return SMUGExplanation(
      grid: grid, hidden: hidden, problem: system.problem, solution: solution, further: masks.further,
      optima: masks.optima, area: Double(kept) / Double(height * width), base: base,
      saliency: SMUGSaliency.restricted(base, to: solution.mask, grid: grid), considered: selection.considered,
      vacuousCount: system.vacuous, attribution: attribution)
  }
}
