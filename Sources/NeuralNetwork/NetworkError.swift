/// Why a network could not be read, planned or run, in a sentence that names the file, node or tensor and the way out.
public struct NetworkError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// The file cannot be opened or read.
    case unreadable
    /// The file is not a well-formed ONNX model.
    case malformed
    /// The model is well formed but uses something Winnow does not implement.
    case unsupported
    /// The model, or what it would need to run, exceeds ``LoadLimits``.
    case tooLarge
    /// What the caller asked for does not fit the model (an unknown tensor, a wrong shape).
    case mismatch
    /// oneDNN reported a failure.
    case library
    /// The caller does not want the result any more.
    case interrupted
  }

  public let kind: Kind
  public let description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  static func unreadable(_ text: String) -> NetworkError { .init(.unreadable, text) }
  static func malformed(_ text: String) -> NetworkError { .init(.malformed, text) }
  static func unsupported(_ text: String) -> NetworkError { .init(.unsupported, text) }
  static func tooLarge(_ text: String) -> NetworkError { .init(.tooLarge, text) }
  static func mismatch(_ text: String) -> NetworkError { .init(.mismatch, text) }

  /// The same error with what it happened in put in front.
  func inside(_ place: String) -> NetworkError { .init(kind, "\(place): \(description)") }
}
