import Foundation

/// Lists folders in a fixed order: by the bytes of the names, whatever the file system's order and the locale.
struct FolderListing {
  /// Endings of files that are taken for pictures, those of torchvision and GIF. The content decides later: a file
  /// that turns out to be unreadable becomes a failure with its reason, not a silent gap.
  static let pictureExtensions = ["jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp", "gif"]

  let reader: RootedReader
  let extensions: Set<String>

  init(reader: RootedReader, extensions: [String]? = nil) {
    self.reader = reader
    self.extensions = Set((extensions ?? Self.pictureExtensions).map { $0.lowercased() })
  }

  /// Folders directly in `folder` (relative to the root), sorted by name.
  func folders(in folder: String) throws(DatasetError) -> [String] {
    try entries(of: folder).filter(\.isFolder).map(\.name)
  }

  /// Pictures in `folder` and the folders below it, relative to the root, in torchvision's order: by folder, then
  /// by name.
  func pictures(under folder: String, _ body: (String) throws(DatasetError) -> Void) throws(DatasetError) {
    // Folders first, then their files one folder at a time: only one folder's names are in memory.
    var folders: [String] = []
    var visiting: Set<String> = []
    try collectFolders(folder, into: &folders, visiting: &visiting)
    folders.sort(by: Self.precedes)
    for folder in folders {
      for file in try pictures(in: folder) { try body(folder.isEmpty ? file : folder + "/" + file) }
    }
  }

  /// Pictures directly in `folder`, sorted by name.
  func pictures(in folder: String) throws(DatasetError) -> [String] {
    try entries(of: folder).filter { !$0.isFolder && isPicture($0.name) }.map(\.name)
  }

  private func collectFolders(
    _ folder: String, into folders: inout [String], visiting: inout Set<String>
  ) throws(DatasetError) {
    let real = try reader.resolve(folder.isEmpty ? "." : folder)
    guard visiting.insert(real).inserted else {
      throw DatasetError(.invalid, reader.root.path + "/" + folder, "a link leads back to a folder above it")
    }
    defer { visiting.remove(real) }
    folders.append(folder)
    for name in try self.folders(in: folder) {
      try collectFolders(folder.isEmpty ? name : folder + "/" + name, into: &folders, visiting: &visiting)
    }
  }

  private func isPicture(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }

  static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  private struct Entry {
    var name: String
    var isFolder: Bool
  }

  /// Everything in a folder but hidden entries.
  private func entries(of folder: String) throws(DatasetError) -> [Entry] {
    let path = try reader.resolve(folder.isEmpty ? "." : folder)
    guard let directory = opendir(path) else {
      throw DatasetError(errno: errno, place: path, doing: "be listed")
    }
    defer { closedir(directory) }
    var result: [Entry] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      defer { errno = 0 }
      guard !name.hasPrefix(".") else { continue }
      // The type is in the directory itself but for links and some file systems: a stat per file is spared.
      switch Int32(entry.pointee.d_type) {
      case Int32(DT_REG): result.append(Entry(name: name, isFolder: false))
      case Int32(DT_DIR): result.append(Entry(name: name, isFolder: true))
      default:
        var status = stat()
        let isFolder = stat(path + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        result.append(Entry(name: name, isFolder: isFolder))
      }
    }
    guard errno == 0 else { throw DatasetError(errno: errno, place: path, doing: "be listed") }
    result.sort { Self.precedes($0.name, $1.name) }
    return result
  }
}
