import Foundation

/// Where the annotations of single items lie.
protocol AnnotationStore: Sendable {
  /// The item's annotation, and what errors call it; nil where it has none.
  func content(for item: DatasetItem) throws(DatasetError) -> (name: String, data: Data)?
}

/// Annotations that are members of the items' samples in tar shards.
struct AnnotationMembers: AnnotationStore {
  private let dataset: ListedDataset
  private let ending: String

  init(_ ending: String, of dataset: (any Dataset)?) throws(DatasetError) {
    guard let dataset = dataset as? ListedDataset, !dataset.manifest.containers.isEmpty else {
      throw DatasetError(
        .invalid, "ground truth", "members with the ending \"\(ending)\" are looked for, but the data are no tar shards"
      )
    }
    self.dataset = dataset
    self.ending = ending.lowercased()
  }

  func content(for item: DatasetItem) throws(DatasetError) -> (name: String, data: Data)? {
    try dataset.sibling(of: item, ending: ending)
  }
}

/// Finds the annotation file that belongs to an item.
struct AnnotationFolder: AnnotationStore {
  let reader: RootedReader
  let fileExtension: String

  /// - Throws: where there is no such folder.
  init(_ root: URL, fileExtension: String, limits: DatasetLimits) throws(DatasetError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw DatasetError(.unreadable, root.path, "no such folder")
    }
    reader = RootedReader(root: root, limits: limits)
    self.fileExtension = fileExtension
  }

  /// `sub/name.ext` below the folder, else `name.ext` in it.
  func content(for item: DatasetItem) throws(DatasetError) -> (name: String, data: Data)? {
    let name = item.id.split(separator: "/").last.map(String.init) ?? item.id
    for path in [item.id, name] {
      let candidate = Self.withoutExtension(path) + "." + fileExtension
      // Archive members are called `archive.tar/member`: only what exists is tried, so no error of its own.
      if FileManager.default.fileExists(atPath: reader.root.appending(path: candidate).path) {
        return (reader.root.appending(path: candidate).path, try reader.read(candidate))
      }
    }
    return nil
  }

  static func withoutExtension(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
    return String(path[..<dot])
  }
}
