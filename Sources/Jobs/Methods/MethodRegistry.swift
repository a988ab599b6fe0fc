import Saliency

/// The methods that a job file may name, a line each.
enum MethodRegistry {
  static let all: [Entry] = [
    Entry(SMUGMethod.self),
    Entry(WholeNetworkMethod.self),
    Entry(SufficientMethod.self),
    Entry(IntegratedGradientsMethod.self),
    Entry(GradientMapMethod<PlainGradient>.self),
    Entry(GradientMapMethod<GradientTimesInput>.self),
    Entry(GradientMapMethod<SmoothGrad>.self),
    Entry(GradCAMMethod.self),
    Entry(SobolMethod.self),
    Entry(AdaptiveMasksMethod.self),
    Entry(RISEMethod.self),
    Entry(OcclusionMethod.self),
    Entry(CentreBoxMethod.self),
    Entry(RandomMapMethod.self),
  ]

  /// A method, and how its settings are read.
  struct Entry: Sendable {
    let description: MethodDescription
    let read: @Sendable (YAMLValue?) throws(JobFileError) -> JobMethod

    init<Settings: NetworkMethodSettings>(_ type: Settings.Type) {
      description = type.description
      read = { (value) throws(JobFileError) in .network(try type.init(yaml: value)) }
    }

    init<Settings: ScoreMethodSettings>(_ type: Settings.Type) {
      description = type.description
      read = { (value) throws(JobFileError) in .scores(try type.init(yaml: value)) }
    }

    var key: String { description.key }
  }

  /// Keys of the methods that a condition holds for, for messages.
  static func keys(where condition: (MethodDescription) -> Bool) -> String {
    all.map(\.description).filter(condition).map(\.key).joined(separator: ", ")
  }

  /// The list under `methods`: each entry a method's name, alone or with settings (`- smug: {k: 3000}`).
  static func methods(_ value: YAMLValue) throws(JobFileError) -> [JobMethod] {
    var methods: [JobMethod] = []
    var seen: Set<String> = []
    for entry in try value.list() {
      let method = try method(entry)
      guard seen.insert(method.description.key).inserted else {
        throw entry.error("the method '\(method.description.key)' is listed twice; records name a method by its key")
      }
      methods.append(method)
    }
    guard !methods.isEmpty else { throw value.error("methods must list at least one method") }
    return methods
  }

  private static func method(_ entry: YAMLValue) throws(JobFileError) -> JobMethod {
    guard entry.isMapping else {
      let key = try entry.string()
      guard let method = all.first(where: { $0.key == key }) else {
        throw entry.unknownChoice(key, valid: all.map(\.key))
      }
      return try method.read(nil)
    }
    var keys = try entry.mapping()
    for method in all {
      if let settings = keys.present(method.key) {
        try keys.finish()
        return try method.read(settings.isNull ? nil : settings)
      }
    }
    try keys.finish()
    throw entry.error("a method is missing: one of \(all.map(\.key).joined(separator: ", "))")
  }
}

extension JobMethod {
  /// Methods as a command line names them: `sufficient`, or with settings as in a job file, `sufficient: {window: 8}`;
  /// several separated by commas.
  public static func methods(commandLine text: String) throws(JobFileError) -> [JobMethod] {
    try MethodRegistry.methods(try YAMLValue(parsing: "[\(text)]", file: "--method"))
  }
}
