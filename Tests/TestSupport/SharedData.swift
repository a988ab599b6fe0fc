import Foundation

/// Models, data sets and reference values that are too large to be kept with the project: `../shared/data` beside it, or
/// the folder that the environment variable WINNOW_DATA names.
public enum SharedData {
  public static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["WINNOW_DATA"] { return URL(filePath: path) }
    // This file lies in Tests/TestSupport.
    let project = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return project.deletingLastPathComponent().appending(path: "shared/data")
  }()

  /// Are they here?
  public static let isPresent = FileManager.default.fileExists(atPath: url("models").path)

  /// Why a test that needs them is skipped.
  public static let absence = "no ../shared/data and no WINNOW_DATA: nothing to compare with"

  public static func url(_ path: String) -> URL { folder.appending(path: path) }
}
