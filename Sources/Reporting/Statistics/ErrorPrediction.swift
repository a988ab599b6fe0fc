import Scoring

/// Do explanations tell wrong predictions from right ones? For each number that describes an explanation, the chance
/// that a wrong prediction has the larger one: 0.5 says that it knows nothing of errors; below 0.5 it is small numbers
/// that go with errors.
///
/// Only items whose explained class is the predicted one count: the probability of the label of a wrong prediction is
/// small by definition.
struct ErrorPrediction: Sendable {
  struct Predictor: Sendable {
    /// In files: `sufficient/disjoint`, `probability`.
    var key: String
    var name: String
    var area: ROCArea
  }

  /// What a wrong prediction is told by without any explanation comes first.
  var predictors: [Predictor]

  /// Numbers of explanations that may say something of errors, by what they are called in records, and for people.
  private static let numbers: [(key: String, name: String)] = [
    ("area", "area of the mask"), ("disjoint", "number of disjoint masks"), ("necessary-area", "necessary area"),
    ("robustness", "answer kept under random completions"),
  ]

  /// Nil unless two wrong and two right predictions have some such number.
  init?(_ rows: [ItemRow], name: (String) -> String) {
    let rows = rows.filter { $0.isCorrect != nil && $0.target == $0.predicted }
    func area(_ value: (ItemRow) -> Double?) -> ROCArea? {
      ROCArea(
        rows.filter { $0.isCorrect == false }.compactMap(value), rows.filter { $0.isCorrect == true }.compactMap(value))
    }
    let columns = Set(rows.flatMap(\.values.keys)).sorted()
    let found = Self.numbers.flatMap { number in
      columns.compactMap { column -> Predictor? in
        guard let slash = column.firstIndex(of: "/"), column[column.index(after: slash)...] == number.key else {
          return nil
        }
        let method = String(column[..<slash])
        return area { $0.values[column] }.map {
          Predictor(key: column, name: "\(name(method)): \(number.name)", area: $0)
        }
      }
    }
    guard !found.isEmpty, let doubt = area({ 1 - $0.probability }) else { return nil }
    predictors = [Predictor(key: "doubt", name: "1 minus the probability of the prediction", area: doubt)] + found
  }
}
