import Foundation
import Storing

/// The directory of a run.
enum RunDirectory {
  /// Makes the directory unless it is there, and makes sure that files can be made in it.
  static func create(_ directory: URL) throws {
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw RunStoreError.unwritable(directory: directory.path, reason: (error as NSError).localizedDescription)
    }
    guard access(directory.path, W_OK | X_OK) == 0 else {
      throw RunStoreError.unwritable(directory: directory.path, reason: String(cString: strerror(errno)))
    }
  }
}
