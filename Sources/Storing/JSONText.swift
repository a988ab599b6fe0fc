import Foundation

/// JSON for the store's readable columns.
enum JSONText {
  /// `{method: {"status": ..., name: number, ...}}`, where numbers that JSON lacks (NaN, infinities) become null. Written
  /// by hand because it keeps the order of keys, which `JSONEncoder` does not, and because a record a millisecond passes
  /// here.
  static func object(_ explanations: [ExplanationRecord]) -> String {
    let members = explanations.map { explanation in
      let status = explanation.status.map { ["\"status\": \(quoted($0))"] } ?? []
      let values = explanation.values.map { "\(quoted($0.name)): \(number($0.value))" }
      return "\(quoted(explanation.method)): {\((status + values).joined(separator: ", "))}"
    }
    return "{" + members.joined(separator: ", ") + "}"
  }

  /// Any value, with sorted keys.
  static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Nil for a text that is missing or holds something else.
  static func decoded<Value: Decodable>(_ text: String?) -> Value? {
    text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
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
