import Foundation
import ImageCodecs

/// A data set of files, or of members of archives, that are listed in a manifest.
public struct ListedDataset: Dataset {
  public let manifest: Manifest
  /// Names of the classes in the order of their labels; empty where the source has none.
  public let classNames: [String]
  private let reader: RootedReader

  init(manifest: Manifest, reader: RootedReader, classNames: [String]) {
    self.manifest = manifest
    self.reader = reader
    self.classNames = classNames
  }

  public var count: Int { manifest.count }

  public func item(_ position: Int) throws(DatasetError) -> DatasetItem {
    let entry = try manifest[position]
    return DatasetItem(index: position, id: id(of: entry), label: entry.label)
  }

  public func forEachItem(_ body: (DatasetItem) throws(DatasetError) -> Void) throws(DatasetError) {
    try manifest.forEach { index, entry throws(DatasetError) in
      try body(DatasetItem(index: index, id: id(of: entry), label: entry.label))
    }
  }

  public func image(of item: DatasetItem) throws(DatasetError) -> RasterImage {
    let entry = try manifest[item.index]
    let data: Data
    if let container = entry.container {
      data = try reader.read(manifest.containers[container], offset: entry.offset, count: entry.size)
    } else {
      data = try reader.read(entry.path)
    }
    do { return try RasterImage(decoding: data, reader.limits.decoding) } catch {
      throw DatasetError(error, place: reader.root.appending(path: id(of: entry)).path)
    }
  }

  /// The member of an item's sample with another ending, such as `seg.png`; nil where there is none or the item is no
  /// member of an archive.
  func sibling(of item: DatasetItem, ending: String) throws(DatasetError) -> (name: String, data: Data)? {
    let entry = try manifest[item.index]
    guard let container = entry.container else { return nil }
    let archive = manifest.containers[container]
    let file = try File(path: try reader.resolve(archive), name: reader.root.appending(path: archive).path)
    let key = TarShards.split(entry.path).key
    var found: TarArchive.Member?
    try TarArchive(file).walk(from: entry.offset - entry.lead) { member in
      let (memberKey, memberEnding) = TarShards.split(member.name)
      guard memberKey == key else { return false }
      if memberEnding == ending { found = member }
      return found == nil
    }
    guard let found else { return nil }
    let name = file.name + "/" + found.name
    guard found.size <= reader.limits.fileSize else {
      throw DatasetError(.tooLarge, name, "\(found.size) bytes are more than the limit of \(reader.limits.fileSize)")
    }
    return (name, try file.read(offset: found.offset, count: found.size))
  }

  private func id(of entry: Manifest.Entry) -> String {
    entry.container.map { manifest.containers[$0] + "/" + entry.path } ?? entry.path
  }
}
