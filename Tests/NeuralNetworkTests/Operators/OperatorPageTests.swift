import Foundation
import Testing

@testable import NeuralNetwork

/// docs/operators.md, written from what the operators in the registry say of themselves.
struct OperatorPageTests {
  static let file = URL(filePath: #filePath).appending(path: "../../../../docs/operators.md").standardizedFileURL

  static var page: String {
    let (oldest, newest) = (ONNXReader.opsets.lowerBound, ONNXReader.opsets.upperBound)
    let rows = OperatorRegistry.all.sorted { $0.name < $1.name }.map { type in
      let sets =
        type.until.map { $0 == type.since ? "\($0)" : "\(type.since) to \($0)" } ?? "\(type.since) to \(newest)"
      return "| \(type.name) | \(sets) | \(type.summary.replacing("|", with: "\\|")) | \(type.limits) |"
    }
    return """
      # Supported operators

      ONNX operator sets \(oldest) to \(newest), default domain. `winnow inspect MODEL` names every node of a model that is
      not supported. "Constant" means known once the input's shape is: shape arithmetic counts as constant. Everything is
      computed in single precision. Functions that a model defines for itself are expanded. The table is written from the
      operators themselves, by `WINNOW_UPDATE_DOCS=1 swift test --filter OperatorPageTests`; do not edit it.

      | operator | operator sets | meaning | limits |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      """
  }

  @Test func thePageListsWhatTheRegistryHolds() throws {
    if ProcessInfo.processInfo.environment["WINNOW_UPDATE_DOCS"] == "1" {
      try Self.page.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let stored = try String(contentsOf: Self.file, encoding: .utf8)
    #expect(stored == Self.page, "docs/operators.md is out of date: run the tests with WINNOW_UPDATE_DOCS=1")
  }

  @Test func everyOperatorSaysWhatItComputes() {
    for type in OperatorRegistry.all {
      #expect(!type.summary.isEmpty, "\(type.name)")
    }
    #expect(Set(OperatorRegistry.all.map { $0.name }).count == OperatorRegistry.all.count)
  }
}
