import Foundation

/// One field of a CSV line (RFC 4180): quoted when it must be.
func csvField(_ text: String) -> String {
  guard !isPlain(text), text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
  return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
}

/// Surely without a comma, a quote or a line break: told from the bytes, as most fields are, without a look at characters.
func isPlain(_ text: String) -> Bool {
  text.utf8.allSatisfy { $0 >= UInt8(ascii: " ") && $0 < 0x80 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
}

/// A number as CSV and JSON readers take it: the shortest digits that read back to the same double; integers without a
/// point; empty for NaN and infinities, which have no common spelling.
func csvNumber(_ value: Double?) -> String {
  guard let value, value.isFinite else { return "" }
  if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
  return "\(value)"
}
