/// A part of the explained items for which tables are made again: right and wrong predictions, and thirds by how sure
/// the model is.
struct ItemGroup: Sendable {
  /// In files: `right`.
  var key: String
  /// In tables: `Right`.
  var name: String
  /// What belongs to it: `probability below 0.41`.
  var note: String
  var rows: [ItemRow]

  /// Smaller groups are left out.
  static let minimum = 5

  /// Right and wrong where labels are known; the thirds have equally many items, ordered by the probability of the
  /// explained class (equal ones by index), so where they are cut depends on the run.
  static func groups(of rows: [ItemRow]) -> [ItemGroup] {
    let right = rows.filter { $0.isCorrect == true }
    let wrong = rows.filter { $0.isCorrect == false }
    var groups = [
      ItemGroup(key: "right", name: "Right", note: "the predicted class is the label", rows: right),
      ItemGroup(key: "wrong", name: "Wrong", note: "the predicted class is not the label", rows: wrong),
    ]
    let ordered = rows.sorted { ($0.probability, $0.index) < ($1.probability, $1.index) }
    let names = [("least-sure", "Least sure"), ("middle", "Middle"), ("surest", "Surest")]
    for (third, (key, name)) in names.enumerated() {
      let part = Array(ordered[ordered.count * third / 3..<ordered.count * (third + 1) / 3])
      guard let first = part.first, let last = part.last else { continue }
      let note =
        "probability \(NumberText.probability(first.probability)) to \(NumberText.probability(last.probability))"
      groups.append(ItemGroup(key: key, name: name, note: note, rows: part.sorted { $0.index < $1.index }))
    }
    return groups.filter { $0.rows.count >= minimum }
  }
}
