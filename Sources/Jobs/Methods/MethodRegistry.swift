import Saliency

/// The methods that a job file may name, a line each.
enum MethodRegistry {
  static let all: [Entry] = [
    Entry(SMUGMethod.self),
    Entry(WholeNetworkMethod.self),
    Entry(SufficientMethod.self),
    Entry(IntegratedGradientsMethod.self),
    Entry(XRAIMethod.self),
    Entry(GradientMapMethod<PlainGradient>.self),
    Entry(GradientMapMethod<GradientTimesInput>.self),
    Entry(GradientMapMethod<SmoothGrad>.self),
    Entry(GradCAMMethod.self),
    Entry(SobolMethod.self),
    Entry(AdaptiveMasksMethod.self),
    Entry(RISEMethod.self),
    Entry(OcclusionMethod.self),
    Entry(CombinedMethod.self),
    Entry(CentreBoxMethod.self),
    Entry(EdgesMethod.self),
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

  /// The list under `methods`: each entry a method's key, alone or with settings (`- smug: {k: 3000}`), among them a name
  /// of its own where a method is listed more than once (`- smug: {name: few, k: 300}`).
  static func methods(_ value: YAMLValue) throws(JobFileError) -> [JobMethod] {
    var methods: [JobMethod] = []
    var seen: Set<String> = []
    for entry in try value.list() {
      let method = try method(entry)
      let description = method.description
      for name in Set([description.key] + description.outputs.map(\.key)) where !seen.insert(name).inserted {
        throw entry.error(
          "'\(name)' is there twice: the method '\(description.key)' is listed twice, or has another one's name; give each "
            + "a name of its own, as in '- smug: {name: few, k: 300}'")
      }
      let known = methods.flatMap(\.description.outputs).map(\.key)
      if let reason = method.settings.reasonNotToFollow(known) {
        throw entry.error("\(description.key): \(reason)")
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
        if settings.isNull { return try method.read(nil) }
        let (name, rest) = settings.taking("name")
        guard let name else { return try method.read(settings) }
        return .named(try checked(name, for: method), try method.read(rest))
      }
    }
    try keys.finish()
    throw entry.error("a method is missing: one of \(all.map(\.key).joined(separator: ", "))")
  }
}

extension MethodRegistry {
  /// A name that a job gives a method: it becomes part of columns' and files' names.
  private static func checked(_ value: YAMLValue, for method: Entry) throws(JobFileError) -> String {
    let name = try value.string()
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    guard isPlain, (1...40).contains(name.count), name.first != "-" else {
      throw value.error("\(value.path) is '\(name)', but must be up to 40 letters, digits, '-' or '_'")
    }
    let others = all.filter { $0.key != method.key }.flatMap { [$0.key] + $0.description.outputs.map(\.key) }
    guard !others.contains(name), name != VariationStage.key else {
      throw value.error("\(value.path) is '\(name)', but that is another method's")
    }
    return name
  }
}

extension JobMethod {
  /// Methods as a command line names them: `sufficient`, or with settings as in a job file, `sufficient: {window: 8}`;
  /// several separated by commas.
  public static func methods(commandLine text: String) throws(JobFileError) -> [JobMethod] {
    try MethodRegistry.methods(try YAMLValue(parsing: "[\(text)]", file: "--method"))
  }
}
