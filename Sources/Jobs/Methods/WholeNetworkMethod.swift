import Explaining
import MaskSolving
import Saliency
import Scoring
import Storing
import Timing
import WholeNetwork

/// `whole-network`: the smallest mask with which the network provably still decides for the target.
struct WholeNetworkMethod: NetworkMethodSettings {
  static let description = MethodDescription(
    key: "whole-network", name: "Whole network", rank: 20, need: .gradients, servesSentences: false,
    outputs: [],
    maskMeaning: "alone makes the model decide the same", scores: PredictionCheckScores.all)

  var settings = WholeNetworkSettings()

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let window = keys.optional("window") { settings.window = try window.int(in: 1...65536) }
    if let delta = keys.optional("delta") { settings.delta = try delta.double(in: 0...1e30) }
    if let objective = keys.optional("objective") { settings.objective = try objective.choice() }
    if let limit = keys.optional("time-limit") {
      let seconds = try limit.double()
      guard seconds > 0 else { throw limit.error("time-limit is \(seconds); it must be a positive number of seconds") }
      settings.timeLimit = seconds
    }
    if let prover = keys.optional("prover") { settings.prover = try prover.choice() }
    try keys.finish()
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    _ = try WindowGrid.covering(height: job.inputShape.height, width: job.inputShape.width, window: settings.window)
    let mask = WholeNetworkMask(settings: settings, encoded: try EncodedNetwork(job.model))
    return { Worker(mask: mask, session: $0) }
  }

  private final class Worker: ExplanationMethod {
    let mask: WholeNetworkMask
    let session: ModelSession

    init(mask: WholeNetworkMask, session: ModelSession) {
      self.mask = mask
      self.session = session
    }

    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      let result = try stopwatch.measure("solve") {
        try mask.explain(
          input: item.values, height: item.height, width: item.width, target: item.target, session: session)
      }
      return Self.record(result)
    }

    private static func record(_ result: WholeNetworkExplanation) -> ExplanationRecord {
      let solution = result.solution
      var values: [NamedValue] = [NamedValue("bound", Double(solution.bound))]
      if solution.status != .infeasible {
        values = [
          NamedValue("cost", Double(solution.cost)), NamedValue("bound", Double(solution.bound)),
          NamedValue("windows", Double(solution.mask.count { $0 })), NamedValue("area", result.area),
        ]
      }
      values += [
        NamedValue("variables", Double(solution.variables)), NamedValue("evaluations", Double(solution.evaluations)),
        NamedValue("exact-decisions", Double(solution.exactDecisions)),
        NamedValue("relaxations", Double(solution.relaxations)),
      ]
      values += result.check?.values ?? []
      let masks =
        solution.status == .infeasible
        ? []
        : [
          MaskRecord(name: WholeNetworkMethod.key, mask: WindowMask(grid: result.grid, bits: solution.mask))
        ]
      return ExplanationRecord(
        method: WholeNetworkMethod.key, status: solution.status.rawValue, values: values, masks: masks)
    }
  }
}
