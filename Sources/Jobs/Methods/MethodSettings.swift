import Explaining
import Saliency
import Storing
import Timing

/// An explanation method as a job asks for it: its settings, and how to set it up for one worker.
///
/// To add a method: one file in this folder with a conforming type, and a line in ``MethodRegistry``.
public protocol MethodSettings: Sendable {
  /// How the method is called, what it asks of the model and what it writes. A sentence is an image of height 1 with a
  /// column for each word.
  static var description: MethodDescription { get }

  /// Reads the method's settings.
  ///
  /// - Parameter value: what stands behind the method's key; nil if nothing does.
  init(yaml value: YAMLValue?) throws(JobFileError)

  /// Refuses settings that the model or the pictures cannot serve, before any item is read.
  func validate(for job: JobContext) throws

  /// The settings with what all workers share of the method, made once they are validated.
  func prepared(for job: JobContext) throws -> any MethodSettings

  /// Sets the method up for one worker thread.
  func makeMethod(job: JobContext, session: ModelSession) throws -> any ExplanationMethod
}

extension MethodSettings {
  /// How job files and records name the method.
  public static var key: String { description.key }
  public static var servesSentences: Bool { description.servesSentences }

  public func validate(for job: JobContext) throws {}
  public func prepared(for job: JobContext) throws -> any MethodSettings { self }
}

/// A method at work on one thread.
public protocol ExplanationMethod: AnyObject {
  /// Explains one item, and says how long each stage took.
  func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord
}

/// The methods that a job file may name.
enum MethodRegistry {
  static let all: [any MethodSettings.Type] = [
    SMUGMethod.self, IntegratedGradientsMethod.self, GradientMapMethod<PlainGradient>.self,
    GradientMapMethod<GradientTimesInput>.self, GradientMapMethod<SmoothGrad>.self, GradCAMMethod.self,
    AdaptiveMasksMethod.self, RISEMethod.self, OcclusionMethod.self, CentreBoxMethod.self, RandomMapMethod.self,
    SobolMethod.self, WholeNetworkMethod.self,
  ]

  /// Keys of the methods that serve external models.
  static var outputMethods: [String] { all.filter { $0 is any OutputMethodSettings.Type }.map { $0.key } }

  /// Keys of the methods that serve sentences.
  static var sentenceMethods: [String] { all.filter { $0.servesSentences }.map { $0.key } }

  /// The list under `methods`: each entry a method's name, alone or with settings (`- smug: {k: 3000}`).
  static func methods(_ value: YAMLValue) throws(JobFileError) -> [any MethodSettings] {
    var methods: [any MethodSettings] = []
    var seen: Set<String> = []
    for entry in try value.list() {
      let method = try method(entry)
      let key = type(of: method).key
      guard seen.insert(key).inserted else {
        throw entry.error("the method '\(key)' is listed twice; records name a method by its key")
      }
      methods.append(method)
    }
    guard !methods.isEmpty else { throw value.error("methods must list at least one method") }
    return methods
  }

  private static func method(_ entry: YAMLValue) throws(JobFileError) -> any MethodSettings {
    guard entry.isMapping else {
      let key = try entry.string()
      guard let type = all.first(where: { $0.key == key }) else {
        throw entry.unknownChoice(key, valid: all.map { $0.key })
      }
      return try type.init(yaml: nil)
    }
    var keys = try entry.mapping()
    for type in all {
      if let settings = keys.present(type.key) {
        try keys.finish()
        return try type.init(yaml: settings.isNull ? nil : settings)
      }
    }
    try keys.finish()
    throw entry.error("a method is missing: one of \(all.map { $0.key }.joined(separator: ", "))")
  }
}
