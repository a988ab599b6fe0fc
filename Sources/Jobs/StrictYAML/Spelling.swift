/// Finds what a misspelt word was meant to be.
enum Spelling {
  /// The candidate at the least edit distance, if it is near enough to be a slip of the finger.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    candidates
      .map { (candidate: $0, distance: distance(word, $0)) }
      .filter { $0.distance <= max(1, word.count / 3) && $0.distance < word.count }
      .min { $0.distance < $1.distance }?.candidate
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance).
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.lowercased())
    let b = Array(b.lowercased())
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
