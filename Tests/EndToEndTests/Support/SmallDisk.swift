import Foundation

/// A file system of a given size in memory, to be filled; unmounted with the last reference to it.
final class SmallDisk {
  private let path: String

  init(at path: String, mebibytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Self.mount("-t", "tmpfs", "-o", "size=\(mebibytes)m", "none", path)
  }

  deinit { try? Self.run("/bin/umount", [path]) }

  func resize(mebibytes: Int) throws { try Self.mount("-o", "remount,size=\(mebibytes)m", path) }

  /// Containers often forbid mounting even to root: tried once.
  static let isPossible: Bool = {
    guard getuid() == 0 else { return false }
    let path = NSTemporaryDirectory() + "winnow-disk-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    return (try? SmallDisk(at: path, mebibytes: 1)) != nil
  }()

  private static func mount(_ arguments: String...) throws { try run("/bin/mount", arguments) }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
  }
}
