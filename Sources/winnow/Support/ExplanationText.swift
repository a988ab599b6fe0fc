import Foundation
import Storing

/// An explanation in lines for a person at a terminal.
struct ExplanationText {
  let text: String

  init(_ item: ExplainedItem, stages: [Provenance.Stage], classNames: [String]) {
    func name(_ index: Int) -> String {
      classNames.indices.contains(index) ? "\(index) (\(classNames[index]))" : "\(index)"
    }
    var lines = [
      "target       \(name(item.target)), probability \(Self.number(item.probability))"
    ]
    if item.predicted != item.target { lines.append("predicted    \(name(item.predicted))") }
    for explanation in item.tabulated {
      let claim = explanation.proof == .empty ? "empty: it asks for nothing" : explanation.status
      let status = claim.map { " (\($0))" } ?? ""
      lines.append("\(explanation.method)\(status)")
      lines += explanation.values.map { "  \(Self.padded($0.name)) \(Self.number($0.value))" }
    }
    lines.append("seconds")
    lines += stages.map { "  \(Self.padded($0.name)) \(String(format: "%.3f", $0.seconds))" }
    text = lines.joined(separator: "\n")
  }

  private static func padded(_ name: String) -> String {
    name.count < 14 ? name.padding(toLength: 14, withPad: " ", startingAt: 0) : name
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : String(format: "%.6g", value)
  }
}
