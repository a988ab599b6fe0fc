import Explaining
import Saliency
import Storing
import Timing

/// `centre-box`: a map that knows only that objects tend to be in the middle; what every method has to beat.
struct CentreBoxMethod: OutputMethodSettings {
  static let description = MethodDescription(
    key: "centre-box", name: "Centre box", rank: 901, need: .scores, servesSentences: false,
    outputs: [.init("centre-box", "Centre box")])

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    try value.mapping().finish()
  }

  func makeMethod(scorer: any InputScorer) throws -> any ExplanationMethod { Worker() }

  private final class Worker: ExplanationMethod {
    func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
      ExplanationRecord(
        method: CentreBoxMethod.key,
        maps: [
          SaliencyMapRecord(
            name: CentreBoxMethod.key, height: item.height, width: item.width,
            values: UninformedMaps.centreBox(height: item.height, width: item.width))
        ])
    }
  }
}
