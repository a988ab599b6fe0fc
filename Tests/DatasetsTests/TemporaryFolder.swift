import Foundation
import ImageCodecs

/// A folder that lives as long as the value, with helpers to fill it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "winnow-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult
  func write(_ path: String, _ data: Data) throws -> URL {
    let target = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: target)
    return target
  }

  @discardableResult
  func write(_ path: String, _ text: String) throws -> URL { try write(path, Data(text.utf8)) }

  /// A grey 4 x 3 picture whose first pixel tells which it is.
  @discardableResult
  func picture(_ path: String, _ mark: UInt8 = 0) throws -> URL { try write(path, try Self.png(mark)) }

  static func png(_ mark: UInt8) throws -> Data {
    try RasterImage(width: 4, height: 3, channels: 1, pixels: [mark] + [UInt8](repeating: 9, count: 11)).pngData()
  }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: url.appending(path: path).path, withDestinationPath: target)
  }
}
