import Foundation
import Saliency

@testable import Storing

/// Records with something in every field, and values that are easily lost: NaN payloads, signed zeros, subnormals.
enum RecordExamples {
  static func explained(index: Int, rank: Int = 0) -> ItemRecord {
    let floats: [Float] = [0, -0.0, .leastNonzeroMagnitude, -.infinity, 1.5, Float(index), .pi, 1e-30, -7, 0, 0, 3]
    let explanation = ExplanationRecord(
      method: "smug", status: "optimal",
      values: [
        NamedValue("mask_cost", 12), NamedValue("bound", 12), NamedValue("delta", -1e-7),
        NamedValue("tiny", Double.leastNonzeroMagnitude), NamedValue("odd", .infinity),
      ],
      maps: [
        SaliencyMapRecord(name: "smug", height: 3, width: 4, values: floats),
        SaliencyMapRecord(name: "smug_base", height: 2, width: 1, values: [1, 2]),
      ],
      masks: [
        MaskRecord(
          name: "minimal", height: 5, width: 7, window: 2, bits: (0..<12).map { ($0 + index) % 3 == 0 })
      ])
    let empty = ExplanationRecord(method: "ig")
    return ItemRecord(
      index: index, id: "class é/\"photo\" \(index).jpg", label: index % 2 == 0 ? index : nil,
      outcome: .explained(
        ExplainedItem(target: 3, predicted: 4, probability: 0.1 + 0.2, explanations: [explanation, empty])),
      provenance: Provenance(rank: rank, stages: [Provenance.Stage("decode", 0.25), Provenance.Stage("solve", 1.5)]))
  }

  static func failed(index: Int) -> ItemRecord {
    ItemRecord(
      index: index, id: "broken\(index).png", label: nil,
      outcome: .failed(ItemFailure(kind: "unreadable", message: "a\ttab and a 'quote'")),
      provenance: Provenance(rank: 2, stages: []))
  }

  static let run = RunDescription(
    jobText: "model: m.onnx\nk: 3000\n", itemCount: 100, fingerprints: ["model": "abc"], versions: ["winnow": "0.1.0"])
}
