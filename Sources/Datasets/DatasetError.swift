import Foundation
import ImageCodecs

/// Why a data set cannot be opened, or one of its items not be read.
public struct DatasetError: Error, Equatable, CustomStringConvertible {
  /// Kinds that reports count; the raw values are those of stored failures.
  public enum Kind: String, Sendable {
    /// The file or the folder is missing, empty, damaged or cut off.
    case unreadable
    /// A format or layout that is not read.
    case unsupported
    /// Larger than a limit.
    case tooLarge = "too-large"
    /// A path that leads out of the data set's root.
    case outsideRoot = "outside-root"
    /// A list, table or setting that contradicts itself.
    case invalid
  }

  public var kind: Kind
  /// The file or folder it is about, with `:line` where there is one.
  public var place: String
  /// A sentence without the place.
  public var reason: String

  public init(_ kind: Kind, _ place: String, _ reason: String) {
    self.kind = kind
    self.place = place
    self.reason = reason
  }

  public var description: String { "\(place): \(reason)" }

  init(_ error: ImageError, place: String) {
    let kind: Kind =
      switch error {
      case .unknownFormat, .unsupported: .unsupported
      case .tooLarge: .tooLarge
      default: .unreadable
      }
    self.init(kind, place, error.description)
  }

  /// A failed system call.
  init(errno code: Int32, place: String, doing: String) {
    self.init(.unreadable, place, "cannot \(doing): \(String(cString: strerror(code)))")
  }
}

/// What a data set may cost and reach.
public struct DatasetLimits: Sendable, Codable, Equatable {
  /// Largest file, or member of an archive, that is read as one image, in bytes.
  public var fileSize: Int
  /// Paths and links may lead out of the data set's root.
  public var allowsPathsOutsideRoot: Bool
  /// How images are decoded, with the limit on their pixels.
  public var decoding: ImageDecoding

  public init(
    fileSize: Int = 1 << 29, allowsPathsOutsideRoot: Bool = false, decoding: ImageDecoding = ImageDecoding()
  ) {
    self.fileSize = fileSize
    self.allowsPathsOutsideRoot = allowsPathsOutsideRoot
    self.decoding = decoding
  }
}
