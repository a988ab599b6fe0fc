/// Why an image could not be decoded or encoded.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The file has no bytes.
  case empty
  /// Neither JPEG nor PNG; `found` names the format where it is recognised.
  case unknownFormat(found: String?)
  /// JPEG or PNG, but of a kind that is not supported.
  case unsupported(String)
  /// The file ends before the image does.
  case truncated(ImageFormat)
  /// The file's content contradicts itself.
  case damaged(ImageFormat, String)
  /// More pixels than allowed: refused before any memory is taken.
  case tooLarge(width: Int, height: Int, limit: Int)
  /// The encoder failed.
  case notEncoded(ImageFormat, String)

  public var description: String {
    switch self {
    case .empty: "the file is empty"
    case .unknownFormat(let found?): "\(found) is not supported; convert it to JPEG or PNG"
    case .unknownFormat(nil): "neither JPEG nor PNG by its content"
    case .unsupported(let what): "\(what) is not supported"
    case .truncated(let format): "the \(format) file is cut off (an incomplete download or copy?)"
    case .damaged(let format, let detail): "the \(format) file is damaged: \(detail)"
    case .tooLarge(let width, let height, let limit):
      "\(width) x \(height) pixels are more than the limit of \(limit) pixels"
    case .notEncoded(let format, let detail): "\(format) encoding failed: \(detail)"
    }
  }
}

/// The image formats that are read.
public enum ImageFormat: String, Sendable, Codable, CustomStringConvertible {
  case jpeg = "JPEG"
  case png = "PNG"

  public var description: String { rawValue }
}
