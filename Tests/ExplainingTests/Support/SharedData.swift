import Foundation

/// Data that are not part of the project: `../shared/data` beside it, or the folder that WINNOW_DATA names.
enum SharedData {
  static let folder =
    ProcessInfo.processInfo.environment["WINNOW_DATA"].map { URL(filePath: $0) }
    ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared/data")
    .standardizedFileURL

  static var isPresent: Bool { FileManager.default.fileExists(atPath: url("models").path) }

  static func url(_ path: String) -> URL { folder.appending(path: path) }
}
