import Explaining
import Saliency

/// `sufficient`: small parts of the input with which the model, shown them alone, still gives its answer.
struct SufficientMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "sufficient", name: "Sufficient", rank: 25, need: .scores, servesSentences: true,
    outputs: [.init("sufficient", "Sufficient")],
    maskMeaning: "a search found to be enough for the model's answer",
    source: "Carter et al., 2019")

  /// Side of a window in pixels.
  static let defaultWindow = 16
  /// Limit of passes of a sentence, whose networks are small: enough to ask all sets of 16 words.
  static let passesOfSentences = 100_000

  var settings = SufficientSettings()
  /// Nil is the usual one: 16 pixels, or a word.
  var window: Int?
  /// Units that are no windows.
  var regions: SobolRegions.Partition?
  /// What takes the place of what is hidden; the answer must hold under each.
  var fills: [PerturbationSettings.Replacement] = [.fill(.zero)]

  /// Where the search begins; nil is the usual.
  var orders: [StartingOrder]?

  /// Whether to look, in a network with first layers, for a mask that is proven minimal for the evidence that the answer
  /// takes: a start of the search. Nil does so for sentences: of an image it takes a quarter of the passes.
  var refines: Bool?
  /// Whether the proven mask is stored with a proof that can be checked without the solver.
  var certificates = true

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    SufficientWorker(
      self, orders: startingOrders(scorer, session: nil, gradCAM: nil), items: items)
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    if job.isAboutSentences, fills.contains(.donor) {
      throw ItemError(kind: "donor", message: "fills: donor is for images")
    }
    if let regions {
      try SobolRegions(partition: regions).validate(for: job)
    } else {
      _ = try WindowGrid.covering(
        height: job.inputShape.height, width: job.inputShape.width, window: side(isWords: job.isAboutSentences))
    }
    // A network without feature maps is searched without this order.
    let gradCAM = job.isAboutSentences ? nil : try? GradCAMModel(job.model)
    return { session in
      SufficientWorker(
        self,
        orders: startingOrders(
          session, session: session, gradCAM: try gradCAM.map(GradCAM.init)),
        items: job.items)
    }
  }

  private func startingOrders(
    _ scorer: any InputScorer, session: ModelSession?, gradCAM: GradCAM?
  ) -> StartingOrders {
    var hiding = Fill.zero
    if case .fill(let fill)? = fills.first { hiding = fill }
    return StartingOrders(orders: orders, scorer: scorer, session: session, gradCAM: gradCAM, fill: hiding)
  }

  func side(isWords: Bool) -> Int { window ?? (isWords ? 1 : Self.defaultWindow) }
}
