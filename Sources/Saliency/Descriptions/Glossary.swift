/// The descriptions of methods and scores by which tables and reports name and order what a run's records hold.
///
/// Whatever has no description keeps the name that it has in the records and comes after what is described, but before
/// maps that know nothing of the model.
public struct Glossary: Sendable, Equatable {
  public let methods: [MethodDescription]
  /// In the order of tables.
  public let scores: [ScoreDescription]

  private let subjects: [String: Subject]
  private let scorePlaces: [String: Int]

  /// A method, a map, a mask, or an item's score, as a row of a table.
  private struct Subject: Equatable {
    var name: String
    var place: SubjectPlace
  }

  public init(methods: [MethodDescription] = [], scores: [ScoreDescription] = []) {
    self.methods = methods
    var keys: Set<String> = []
    let all = (scores + methods.flatMap(\.scores)).filter { keys.insert($0.key).inserted }
    self.scores = all.indices.sorted { (all[$0].rank, $0) < (all[$1].rank, $1) }.map { all[$0] }
    var subjects: [String: Subject] = [:]
    for (place, score) in self.scores.enumerated() where score.subjects.contains(.item) {
      guard let dot = score.key.firstIndex(of: ".") else { continue }
      subjects[String(score.key[..<dot])] = Subject(name: score.name, place: SubjectPlace(rank: 1000, output: place))
    }
    for method in methods {
      for (place, output) in method.outputs.enumerated() {
        subjects[output.key] = Subject(name: output.name, place: SubjectPlace(rank: method.rank, output: 2 * place))
      }
      let own = SubjectPlace(rank: method.rank, output: 0)
      if subjects[method.key] == nil { subjects[method.key] = Subject(name: method.name, place: own) }
      subjects["\(method.key)-mask"] = Subject(
        name: "\(method.name) mask", place: SubjectPlace(rank: method.rank, output: 1))
    }
    self.subjects = subjects
    scorePlaces = Dictionary(uniqueKeysWithValues: self.scores.enumerated().map { ($1.key, $0) })
  }

  /// These descriptions, and those of `other` that are missing here; in the order of `other` as far as it goes.
  public func completed(by other: Glossary) -> Glossary {
    func merged<Description>(_ own: [Description], _ others: [Description], _ key: (Description) -> String)
      -> [Description]
    {
      let byKey = Dictionary(own.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
      let known = Set(others.map(key))
      return others.map { byKey[key($0)] ?? $0 } + own.filter { !known.contains(key($0)) }
    }
    return Glossary(
      methods: merged(methods, other.methods, \.key), scores: merged(scores, other.scores, \.key))
  }

  /// How tables call a method, one of its maps, its mask (`METHOD-mask`), or the subject of an item's score.
  public func name(of subject: String) -> String { subjects[subject]?.name ?? subject }

  /// Where a subject stands in tables.
  public func place(of subject: String) -> SubjectPlace {
    subjects[subject]?.place ?? SubjectPlace(rank: 500, output: 0)
  }

  /// Where a subject stands in tables: by its method's rank, then by its own place among what the method gives.
  public struct SubjectPlace: Sendable, Comparable {
    var rank: Int
    var output: Int

    public static func < (a: Self, b: Self) -> Bool { (a.rank, a.output) < (b.rank, b.output) }
  }

  /// What is known of a score, by its key without the subject.
  public func score(_ key: String) -> ScoreDescription {
    scorePlaces[key].map { scores[$0] } ?? ScoreDescription(unknown: key)
  }

  /// Where a score stands in tables; those without a description come last.
  public func place(ofScore key: String) -> Int { scorePlaces[key] ?? scores.count }

  /// The method of that key, or that writes a map of that name.
  public func method(of subject: String) -> MethodDescription? {
    methods.first { $0.key == subject } ?? methods.first { $0.outputs.contains { $0.key == subject } }
  }

  /// The method that a run's leading map is held against.
  public var reference: MethodDescription? { methods.first(where: \.isReference) }

  /// The methods whose records fill a section of the report.
  public func methods(filling section: MethodDescription.Section) -> [MethodDescription] {
    methods.filter { $0.section == section }
  }
}
