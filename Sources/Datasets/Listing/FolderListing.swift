import Foundation

/// Lists folders in a fixed order: by the bytes of the names, whatever the file system's order and the locale.
struct FolderListing {
  /// Endings of files that are taken for images, those of torchvision and GIF. The content decides later: a file
  /// that turns out to be unreadable becomes a failure with its reason, not a silent gap.
  static let imageExtensions = ["jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp", "gif"]

  let reader: RootedReader
  let extensions: Set<String>

  init(reader: RootedReader, extensions: [String]? = nil) {
    self.reader = reader
    self.extensions = Set((extensions ?? Self.imageExtensions).map { $0.lowercased() })
  }

  /// Folders directly in `folder` (relative to the root), sorted by name.
  func folders(in folder: String) throws(DatasetError) -> [String] {
    try names(in: folder) { _, isFolder in isFolder }.map { $0 }
  }

  /// Images in `folder` and the folders below it, relative to the root, in torchvision's order: by folder, then
  /// by name.
  func images(under folder: String, _ body: (String) throws(DatasetError) -> Void) throws(DatasetError) {
    // Folders first, then their files one folder at a time: only one folder's names are in memory.
    var folders: [String] = []
    var visiting: Set<String> = []
    try collectFolders(folder, into: &folders, visiting: &visiting)
    folders.sort(by: Self.precedes)
    for folder in folders {
      for file in try images(in: folder) { try body(folder.isEmpty ? file : folder + "/" + file) }
    }
  }

  /// Images directly in `folder`, sorted by name.
  func images(in folder: String) throws(DatasetError) -> NameList {
    try names(in: folder) { name, isFolder in !isFolder && isImage(name) }
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

  private func isImage(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }

  static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  /// The names that `isWanted`, sorted; hidden entries never are.
  private func names(
    in folder: String, _ isWanted: (_ name: String, _ isFolder: Bool) -> Bool
  ) throws(DatasetError) -> NameList {
    let path = try reader.resolve(folder.isEmpty ? "." : folder)
    guard let directory = opendir(path) else {
      throw DatasetError(errno: errno, place: path, doing: "be listed")
    }
    defer { closedir(directory) }
    var result = NameList()
    errno = 0
    while let entry = readdir(directory) {
      defer { errno = 0 }
      let type = Int32(entry.pointee.d_type)
      withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { bytes in
          let name = String(cString: bytes)
          guard !name.hasPrefix("."), isWanted(name, isFolder(type, path + "/" + name)) else { return }
          result.append(bytes)
        }
      }
    }
    guard errno == 0 else { throw DatasetError(errno: errno, place: path, doing: "be listed") }
    result.sort()
    return result
  }

  /// The type is in the directory itself but for links and some file systems: a stat per file is spared.
  private func isFolder(_ type: Int32, _ path: String) -> Bool {
    if type == Int32(DT_REG) || type == Int32(DT_DIR) { return type == Int32(DT_DIR) }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
