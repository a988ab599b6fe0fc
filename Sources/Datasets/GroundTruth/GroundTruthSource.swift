import Foundation
import ImageCodecs

/// Where the true object regions of a data set's pictures come from.
public enum GroundTruthSource: Sendable, Codable, Equatable {
  case labelMaps(LabelMapFolder)
  /// PASCAL VOC's XML, as ImageNet ships it too.
  case boxFiles(BoxFolder)
  case boxTable(BoxTable)

  /// - Parameter base: relative paths of the source start here (the job file's folder).
  public func open(
    relativeTo base: URL, limits: DatasetLimits = DatasetLimits()
  ) throws(DatasetError) -> any GroundTruthReader {
    switch self {
    case .labelMaps(let source): try LabelMapReader(source, base: base, limits: limits)
    case .boxFiles(let source): try BoxFileReader(source, base: base, limits: limits)
    case .boxTable(let source): try BoxTableReader(source, base: base)
    }
  }
}

/// Finds the ground truth of items. May be used from several threads at once.
public protocol GroundTruthReader: Sendable {
  /// The object's pixels at the size of the network's input.
  ///
  /// - Parameters:
  ///   - geometry: how the item's picture becomes the input: `preprocessing.geometry(width:height:)` of its size.
  /// - Returns: nil if the data set says nothing about this item.
  func groundTruth(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> GroundTruth?
}

/// Finds the annotation file that belongs to an item.
struct AnnotationFolder: Sendable {
  let reader: RootedReader
  let fileExtension: String

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

  static func checkFolder(_ url: URL) throws(DatasetError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw DatasetError(.unreadable, url.path, "no such folder")
    }
  }
}
