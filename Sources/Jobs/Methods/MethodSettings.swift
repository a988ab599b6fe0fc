import Explaining
import Saliency
import Storing
import Timing

/// An explanation method as a job asks for it: what it is, and its settings.
///
/// A method conforms to ``ScoreMethodSettings`` if the model's scores are enough for it, else to
/// ``NetworkMethodSettings``. To add one: a file in this folder with a conforming type, and a line in ``MethodRegistry``.
public protocol MethodSettings: Sendable {
  /// How the method is called, what it asks of the model and what it writes. A sentence is an image of height 1 with a
  /// column for each word.
  static var description: MethodDescription { get }

  /// Reads the method's settings.
  ///
  /// - Parameter value: what stands behind the method's key; nil if nothing does.
  init(yaml value: YAMLValue?) throws(JobFileError)

  /// Why the method cannot stand behind those above it in a job; nil where it can.
  ///
  /// - Parameter maps: names of the maps of the methods above.
  func reasonNotToFollow(_ maps: [String]) -> String?
}

extension MethodSettings {
  public func reasonNotToFollow(_ maps: [String]) -> String? { nil }

  /// How job files and records name the method.
  public static var key: String { description.key }
}

/// A method that looks into the model: at gradients, layers or the whole job.
public protocol NetworkMethodSettings: MethodSettings {
  /// Refuses settings that the model or the items cannot serve, before any item is read, and makes what all workers share.
  ///
  /// - Returns: what sets the method up for one worker thread.
  func prepare(for job: JobContext) throws -> MethodMaker

  /// A sentence for people who may be misled by what the method gives with this model; nil where there is none to say.
  func warning(for job: JobContext) throws -> String?
}

extension NetworkMethodSettings {
  public func warning(for job: JobContext) throws -> String? { nil }
}

/// A method that needs nothing of the model but its scores: it serves programs too.
public protocol ScoreMethodSettings: MethodSettings {
  /// Sets the method up for one worker thread.
  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod

  /// The same for a network, of which the method may make use beyond its scores.
  func prepare(for job: JobContext) throws -> MethodMaker
}

extension ScoreMethodSettings {
  public func prepare(for job: JobContext) throws -> MethodMaker {
    { try makeMethod(scorer: $0, items: job.items) }
  }
}

/// Sets a method up for the session of one worker thread.
public typealias MethodMaker = @Sendable (ModelSession) throws -> any ExplanationMethod

/// The same for a method that needs only scores, with a program.
typealias ScoreMethodMaker = @Sendable (any InputScorer, ItemContext) throws -> any ExplanationMethod

/// A method at work on one thread.
public protocol ExplanationMethod: AnyObject {
  /// Whether it makes something of the maps of the job's methods before it.
  var combinesOthers: Bool { get }

  /// Explains one item, and says how long each stage took.
  func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord
}

extension ExplanationMethod {
  public var combinesOthers: Bool { false }
}
