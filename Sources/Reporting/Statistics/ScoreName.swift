/// What a stored number's name means.
///
/// A score is stored on the explanation whose map or mask it judges as `MAP.SCORE`, for example `smug-base.pointing`;
/// other numbers have no dot.
struct ScoreName: Hashable, Sendable {
  /// The judged map or mask.
  var subject: String
  var score: String

  init(subject: String, score: String) {
    self.subject = subject
    self.score = score
  }

  /// Nil when `name` is no score.
  init?(_ name: String) {
    guard let dot = name.firstIndex(of: "."), name[..<dot] != "seconds" else { return nil }
    subject = String(name[..<dot])
    score = String(name[name.index(after: dot)...])
  }

  /// The name under which a number of a record is counted: a score's own, else the method's name goes before. Scores of
  /// a mask (`mask.SCORE`) get the method's name, as several methods of a run may have masks.
  static func column(method: String, value: String) -> String {
    if value.hasPrefix("mask.") { return "\(method)-\(value)" }
    return value.utf8.contains(UInt8(ascii: ".")) ? value : "\(method)/\(value)"
  }
}
