import Foundation

/// JSON for the store's readable columns. Written by hand because it keeps the order of keys, which `JSONEncoder` does
/// not, and because a record a millisecond passes here.
enum JSONText {
  /// `[["name", 1.5], ...]`: pairs, because their order counts. Numbers that JSON lacks (NaN, infinities) become null.
  static func pairs(_ numbers: [Provenance.Stage]) -> String {
    "[" + numbers.map { "[\(quoted($0.name)), \(number($0.seconds))]" }.joined(separator: ", ") + "]"
  }

  static func pairs(_ text: String?) -> [Provenance.Stage] {
    let json = text.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) } as? [[Any]] ?? []
    return json.compactMap { pair in
      guard pair.count == 2, let name = pair[0] as? String else { return nil }
      return Provenance.Stage(name, (pair[1] as? NSNumber)?.doubleValue ?? .nan)
    }
  }

  /// `{"name": "text", ...}` sorted by name.
  static func object(_ strings: [String: String]) -> String {
    let members = strings.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(quoted($0.value))" }
    return "{" + members.joined(separator: ", ") + "}"
  }

  /// `["text", ...]`
  static func array(_ strings: [String]) -> String { "[" + strings.map(quoted).joined(separator: ", ") + "]" }

  static func array(_ text: String?) -> [String] {
    (text?.data(using: .utf8)).flatMap { try? JSONDecoder().decode([String].self, from: $0) } ?? []
  }

  /// `{method: {"status": ..., name: number, ...}}`
  static func object(_ explanations: [ExplanationRecord]) -> String {
    let members = explanations.map { explanation in
      let status = explanation.status.map { ["\"status\": \(quoted($0))"] } ?? []
      let values = explanation.values.map { "\(quoted($0.name)): \(number($0.value))" }
      return "\(quoted(explanation.method)): {\((status + values).joined(separator: ", "))}"
    }
    return "{" + members.joined(separator: ", ") + "}"
  }

  static func strings(_ text: String?) -> [String: String] {
    (text?.data(using: .utf8)).flatMap { try? JSONDecoder().decode([String: String].self, from: $0) } ?? [:]
  }

  private static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
