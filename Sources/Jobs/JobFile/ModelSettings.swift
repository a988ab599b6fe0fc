import Foundation

/// The `model` part of a job.
public struct ModelSettings: Sendable, Equatable {
  /// An ONNX file.
  public var file: URL
  /// Name of the output that holds logits or probabilities; nil is the model's first.
  public var output: String?
  /// Name of the node that is the first layer; nil finds it.
  public var firstLayer: String?
  /// Names of the classes, one a line, line 1 = class 0.
  public var classes: URL?

  public init(file: URL, output: String? = nil, firstLayer: String? = nil, classes: URL? = nil) {
    self.file = file
    self.output = output
    self.firstLayer = firstLayer
    self.classes = classes
  }

  init(_ value: YAMLValue, folder: URL) throws(JobFileError) {
    var keys = try value.mapping()
    file = try keys.required("file").url(relativeTo: folder)
    output = try keys.optional("output")?.string()
    firstLayer = try keys.optional("first-layer")?.string()
    classes = try keys.optional("classes")?.url(relativeTo: folder)
    try keys.finish()
  }

  /// The class names; empty when the job names no file.
  public func classNames() throws -> [String] {
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

extension YAMLValue {
  /// A path, relative to `folder` unless absolute.
  func url(relativeTo folder: URL) throws(JobFileError) -> URL {
    URL(filePath: try string(), relativeTo: folder).standardizedFileURL
  }
}
