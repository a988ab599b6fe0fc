import Datasets
import Explaining
import MaskSolving
import Saliency
import Scoring
import Storing
import Timing

/// `smug`: minimal masks from first-layer neurons.
public struct SMUGMethod: NetworkMethodSettings {
  public static let description = MethodDescription(
    key: "smug", name: "SMUG", rank: 10, need: .gradients, servesSentences: true,
    outputs: [.init("smug", "SMUG"), .init("smug-base", "SMUG base")],
    maskMeaning: "keeps what the model's first layer finds most telling for its prediction",
    scores: PredictionCheckScores.all,
    source: "Sahoo et al., arXiv:2006.16322")

  /// All but ``window`` and ``k``, whose defaults depend on the kind of items.
  public var settings = SMUGSettings()
  /// Nil is the settings' default for images, and one word of a sentence.
  public var window: Int?
  /// Nil is the settings' default for images or sentences.
  public var k: Int?
  public var integration = IntegratedGradients()
  public var certificateCheck = CertificateCheck.none

  /// Whether to ask if the prediction stays when only the mask is shown.
  public enum CertificateCheck: String, Sendable, CaseIterable {
    case none
    /// Of the network as it computes.
    case float
    /// Of the exact function that its parameters define as well.
    case exact
  }

  /// - Parameter settings: taken as they are, whatever the items.
  public init(settings: SMUGSettings, integration: IntegratedGradients = IntegratedGradients()) {
    self.settings = settings
    (window, k) = (settings.window, settings.k)
    self.integration = integration
  }

  public init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let k = keys.optional("k") { self.k = try k.int(in: 1...Int.max) }
    let gamma = keys.optional("gamma")
    if let gamma { settings.gamma = try gamma.double() }
    if let evidence = keys.optional("evidence") { settings.evidence = try evidence.choice() }
    if let window = keys.optional("window") { self.window = try window.int(in: 1...65536) }
    let hidden = keys.optional("hidden")
    if let hidden {
      settings.hidden = []
      for value in try hidden.isList ? hidden.list() : [hidden] { settings.hidden.append(Float(try value.double())) }
    }
    if let ranking = keys.optional("ranking") { settings.ranking = try ranking.choice() }
    if let objective = keys.optional("objective") { settings.objective = try objective.choice() }
    if let combination = keys.optional("attribution") { settings.combination = try combination.choice() }
    if let prover = keys.optional("prover") { settings.prover = try prover.choice() }
    if let masks = keys.optional("masks") { settings.masks = try masks.int(in: 1...1000) }
    if let distinct = keys.optional("distinct") { settings.distinct = try distinct.choice() }
    if let optima = keys.optional("optima") { settings.optima = try optima.bool() }
    if let certificates = keys.optional("certificates") { settings.certificates = try certificates.bool() }
    let limit = keys.optional("time-limit")
    if let limit { settings.timeLimit = try (try? limit.string()) == "none" ? nil : limit.double() }
    if let rule = keys.optional("integration") {
      integration.rule = try IntegratedGradients.Rule(rule)
    }
    if let check = keys.optional("certificate-check") { certificateCheck = try check.choice() }
    try keys.finish()
    do { try settings.validate() } catch {
      guard case .invalidSetting(let name, _, _) = error else { throw value.error("\(error)") }
      let place = ["gamma": gamma, "hidden": hidden, "time-limit": limit][name] ?? nil
      throw (place ?? value).error("\(error)")
    }
  }

  func settings(for job: JobContext) -> SMUGSettings {
    var settings = settings
    if let window { settings.window = window } else if job.isAboutSentences { settings.window = 1 }
    if let k { settings.k = k } else if job.isAboutSentences { settings.k = SMUGSettings.defaultKOfSentences }
    return settings
  }

  public func prepare(for job: JobContext) throws -> MethodMaker {
    let blackWhite =
      settings.ranking == .blackWhiteIntegratedGradients
      ? (black: job.uniformInput(byte: 0), white: job.uniformInput(byte: 255)) : nil
    let smug = SMUG(settings: settings(for: job), integration: integration, blackWhite: blackWhite)
    try smug.validate(for: job.model, height: job.inputShape.height, width: job.inputShape.width)
    let encoded = certificateCheck == .exact ? try EncodedNetwork(job.model) : nil
    return { Worker(smug: smug, session: $0, certificateCheck: certificateCheck, encoded: encoded) }
  }

  public func warning(for job: JobContext) throws -> String? {
    guard settings.evidence == .value, !job.model.firstLayers.isEmpty,
      let share = try ModelSession(model: job.model).shareOnWhenHidden(settings.hidden), share > 0.5
    else { return nil }
    let items = job.isAboutSentences ? "words change" : "image changes"
    return
      "\(Int((100 * share).rounded())) % of the first layer's neurons are on with everything hidden: `evidence: value` asks "
      + "little or nothing of a mask, which may be proven minimal and empty. `evidence: change` under smug keeps what the "
      + "\(items)."
  }

  private final class Worker: ExplanationMethod {
    let smug: SMUG
    let session: ModelSession

    private let certificateCheck: CertificateCheck
    private let encoded: EncodedNetwork?

    init(smug: SMUG, session: ModelSession, certificateCheck: CertificateCheck, encoded: EncodedNetwork?) {
      self.smug = smug
      self.session = session
      self.certificateCheck = certificateCheck
      self.encoded = encoded
    }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let result = try smug.explain(
        input: item.values, height: item.height, width: item.width, forward: item.forward, target: item.target,
        session: session
      ) { stopwatch.begin($0) }
      stopwatch.end()
      var record = ExplanationRecord(result)
      try record.addCertificate(of: result.solution, for: result.problem)
      if certificateCheck != .none {
        record.values += try stopwatch.measure("certificate-check") {
          try PredictionCheck(
            mask: result.solution.mask, grid: result.grid, input: item.values, hidden: result.hidden,
            target: item.target, session: session, encoded: encoded
          ).values
        }
      }
      return record
    }
  }
}
