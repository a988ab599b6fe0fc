import Saliency

/// A method of a job, by what it asks of the model.
public indirect enum JobMethod: Sendable {
  case network(any NetworkMethodSettings)
  case scores(any ScoreMethodSettings)
  /// With a name of its own, by which records and tables tell it from others of its kind.
  case named(String, JobMethod)

  public var settings: any MethodSettings {
    switch self {
    case .network(let settings): settings
    case .scores(let settings): settings
    case .named(_, let method): method.settings
    }
  }

  public var description: MethodDescription {
    let description = type(of: settings).description
    guard case .named(let name, _) = self else { return description }
    return description.named(name)
  }

  /// Why a program does not serve this method; nil where it does.
  var reasonNotToServePrograms: String? {
    if settings is any ScoreMethodSettings { return nil }
    return
      "the method '\(type(of: settings).key)' needs a network's layers, and the model is a program; methods that need only "
      + "scores are \(MethodRegistry.keys { $0.need == .scores })"
  }

  /// A sentence for people who may be misled by what the method gives with this model.
  func warning(for job: JobContext) throws -> String? {
    try (settings as? any NetworkMethodSettings)?.warning(for: job)
  }

  func prepare(for job: JobContext) throws -> MethodMaker {
    switch self {
    case .network(let settings): return try settings.prepare(for: job)
    case .scores(let settings): return try settings.prepare(for: job)
    case .named(let name, let method):
      let key = method.description.key
      let make = try method.prepare(for: job)
      return { NamedMethod(try make($0), key: key, name: name) }
    }
  }

  /// What sets the method up for a program; nil where it needs more than scores.
  var scoreMaker: ScoreMethodMaker? {
    guard let settings = settings as? any ScoreMethodSettings else { return nil }
    guard case .named(let name, _) = self else { return { try settings.makeMethod(scorer: $0, items: $1) } }
    let key = type(of: settings).key
    return { NamedMethod(try settings.makeMethod(scorer: $0, items: $1), key: key, name: name) }
  }
}
