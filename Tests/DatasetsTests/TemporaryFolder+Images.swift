import Foundation
import ImageCodecs
import TestSupport

extension TemporaryFolder {
  @discardableResult
  func write(_ path: String, _ data: Data) throws -> URL { try write(data, to: path) }

  @discardableResult
  func write(_ path: String, _ text: String) throws -> URL { try write(text, to: path) }

  /// A grey image of 4 x 3 pixels whose first pixel tells which it is.
  @discardableResult
  func image(_ path: String, _ mark: UInt8 = 0) throws -> URL { try write(path, try Self.png(mark)) }

  static func png(_ mark: UInt8) throws -> Data {
    try RasterImage(width: 4, height: 3, channels: 1, pixels: [mark] + [UInt8](repeating: 9, count: 11)).pngData()
  }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: url.appending(path: path).path, withDestinationPath: target)
  }
}
