import Foundation
import ImageCodecs
import Saliency

/// Label maps beside the images: for `dog/1.jpg` the file `dog/1.png` or `1.png` in a folder of their own, of the
/// image's size, whose grey values or palette indices are labels.
public struct LabelMapFolder: Sendable, Codable, Equatable {
  public var root: String
  /// In place of a folder: the ending of the map's member in the item's sample of tar shards, such as `seg.png`.
  public var member: String?
  public var object: ObjectLabels
  /// Labels that say "void"; PASCAL VOC uses 255.
  public var ignored: [Int]

  /// Which labels are the object.
  public enum ObjectLabels: Sendable, Codable, Equatable {
    /// All but 0 and the ignored ones.
    case nonZero
    case values([Int])
    /// The item's own class, plus this number (1 where 0 is the background).
    case itemLabel(plus: Int)
  }

  public init(root: String = "", member: String? = nil, object: ObjectLabels = .nonZero, ignored: [Int] = []) {
    self.root = root
    self.member = member
    self.object = object
    self.ignored = ignored
  }
}

/// Reads label maps.
public struct LabelMapReader: GroundTruthReader {
  private let source: LabelMapFolder
  private let maps: any AnnotationStore
  private let pixelLimit: Int

  public init(
    _ source: LabelMapFolder, base: URL, limits: DatasetLimits = DatasetLimits(), of dataset: (any Dataset)? = nil
  ) throws(DatasetError) {
    self.source = source
    pixelLimit = limits.decoding.pixelLimit
    if let member = source.member {
      maps = try AnnotationMembers(member, of: dataset)
    } else {
      maps = try AnnotationFolder(base.resolving(source.root), fileExtension: "png", limits: limits)
    }
  }

  /// The labels at the size of the network's input, nearest neighbour; 0 beyond the image. Nil without a file.
  public func labelMap(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> RasterImage? {
    guard let (name, data) = try maps.content(for: item) else { return nil }
    let map: RasterImage
    do { map = try RasterImage(labelMap: data, pixelLimit: pixelLimit) } catch {
      throw DatasetError(error, place: name)
    }
    guard (map.width, map.height) == (geometry.originalWidth, geometry.originalHeight) else {
      throw DatasetError(
        .invalid, name,
        "the label map has \(map.width) x \(map.height) pixels, its image \(geometry.originalWidth) x "
          + "\(geometry.originalHeight)")
    }
    return map.resized(width: geometry.resizedWidth, height: geometry.resizedHeight, filter: .nearest)
      .cropped(geometry)
  }

  public func groundTruth(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> GroundTruth? {
    guard let map = try labelMap(of: item, geometry: geometry) else { return nil }
    let ignored = Set(source.ignored)
    let isObject: (Int) -> Bool
    switch source.object {
    case .nonZero: isObject = { $0 != 0 }
    case .values(let values): isObject = Set(values).contains
    case .itemLabel(let offset):
      guard let label = item.label else {
        throw DatasetError(.invalid, item.id, "the object is the item's class, but the item has no label")
      }
      isObject = { $0 == label + offset }
    }
    let table = (0...255).map { (object: isObject($0) && !ignored.contains($0), ignored: ignored.contains($0)) }
    return GroundTruth(
      object: PixelMask(height: map.height, width: map.width, bits: map.pixels.map { table[Int($0)].object }),
      ignored: PixelMask(height: map.height, width: map.width, bits: map.pixels.map { table[Int($0)].ignored }))
  }
}
