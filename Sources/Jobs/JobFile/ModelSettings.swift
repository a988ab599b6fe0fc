import ExternalModels
import Foundation
import NeuralNetwork

/// The `model` part of a job.
public struct ModelSettings: Sendable, Equatable {
  public var source: Source
  /// Names of the classes, one a line, line 1 = class 0.
  public var classes: URL?
  /// The names themselves, where the job lists them.
  public var listedClasses: [String] = []

  public enum Source: Sendable, Equatable {
    case network(NetworkSettings)
    /// The shape is empty where the job leaves it to the preprocessing.
    case program(ExternalModelSettings)
  }

  public init(_ source: Source, classes: URL? = nil) {
    self.source = source
    self.classes = classes
  }

  /// With the key `command` the model is a program, otherwise an ONNX file.
  init(_ value: YAMLValue, folder: URL) throws(JobFileError) {
    var keys = try value.mapping()
    source =
      keys.keys.contains("command")
      ? .program(try ExternalModelSettings(keys: &keys, folder: folder))
      : .network(try NetworkSettings(keys: &keys, folder: folder))
    try readClasses(keys.optional("classes"), folder: folder)
    try keys.finish()
  }

  /// A file, or a list of the names themselves.
  private mutating func readClasses(_ value: YAMLValue?, folder: URL) throws(JobFileError) {
    guard let value else { return }
    guard value.isList else {
      classes = try value.url(relativeTo: folder)
      return
    }
    for name in try value.list() { listedClasses.append(try name.string()) }
  }

  /// The class names; empty when the job names none.
  public func classNames() throws -> [String] {
    if !listedClasses.isEmpty { return listedClasses }
    guard let classes else { return [] }
    do {
      return try String(contentsOf: classes, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
        .reversed().drop { $0.isEmpty }.reversed()
    } catch {
      throw JobFileError(
        file: classes.path, line: nil,
        message: "the class names cannot be read: \((error as NSError).localizedDescription)")
    }
  }
}

/// An ONNX file, and what of it is explained.
public struct NetworkSettings: Sendable, Equatable {
  public var file: URL
  /// Name of the output that holds logits or probabilities; nil is the model's first.
  public var output: String?
  /// What that output holds; nil lets the network's last node decide.
  public var scores: ScoreMeaning?
  /// Name of the node that is the first layer; nil finds it.
  public var firstLayer: String?
  /// Name of the node or tensor that gives a vector for each token, for networks of sentences; nil finds it.
  public var embedding: String?

  public init(
    file: URL, output: String? = nil, scores: ScoreMeaning? = nil, firstLayer: String? = nil, embedding: String? = nil
  ) {
    self.file = file
    self.output = output
    self.scores = scores
    self.firstLayer = firstLayer
    self.embedding = embedding
  }

  private static let automatic = "auto"

  init(keys: inout YAMLMapping, folder: URL) throws(JobFileError) {
    file = try keys.required("file").url(relativeTo: folder)
    output = try keys.optional("output")?.string()
    firstLayer = try keys.optional("first-layer")?.string()
    embedding = try keys.optional("embedding")?.string()
    guard let value = keys.optional("scores"), try value.string() != Self.automatic else { return }
    scores = ScoreMeaning(rawValue: try value.string())
    guard scores != nil else {
      throw value.unknownChoice(
        try value.string(), valid: ScoreMeaning.allCases.map(\.rawValue) + [Self.automatic])
    }
  }
}

extension YAMLValue {
  /// A path, relative to `folder` unless absolute.
  func url(relativeTo folder: URL) throws(JobFileError) -> URL {
    URL(filePath: try string(), relativeTo: folder).standardizedFileURL
  }
}

extension ExternalModelSettings {
  /// Words of the command that name a file beside the job are taken to mean that file, wherever Winnow is started.
  init(keys: inout YAMLMapping, folder: URL) throws(JobFileError) {
    var command: [String] = []
    for word in try keys.required("command").list() { command.append(Self.resolved(try word.string(), folder: folder)) }
    self.init(command: command, shape: [])
    if let shape = keys.optional("shape") {
      for extent in try shape.list() { self.shape.append(try extent.int(in: 1...1 << 30)) }
    }
    if let batch = keys.optional("batch") { self.batch = try batch.int(in: 1...1 << 20) }
    if let timeout = keys.optional("timeout") { self.timeout = try timeout.double(between: 0, and: 1e6) }
    if let timeout = keys.optional("start-timeout") { startTimeout = try timeout.double(between: 0, and: 1e6) }
    if let restarts = keys.optional("restarts") { self.restarts = try restarts.int(in: 0...1_000_000) }
    guard !command.isEmpty else { throw keys.value.error("model.command must name a program") }
  }

  private static func resolved(_ word: String, folder: URL) -> String {
    let file = URL(filePath: word, relativeTo: folder).standardizedFileURL
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
    return exists && !isFolder.boolValue ? file.path : word
  }
}
