import Foundation
import ImageCodecs

/// Where the true object regions of a data set's images come from.
public enum GroundTruthSource: Sendable, Codable, Equatable {
  case labelMaps(LabelMapFolder)
  /// PASCAL VOC's XML, as ImageNet ships it too.
  case boxFiles(BoxFolder)
  case boxTable(BoxTable)

  /// - Parameters:
  ///   - base: relative paths of the source start here (the job file's folder).
  ///   - dataset: whose items it is about; annotations may be members of its archives.
  public func open(
    relativeTo base: URL, limits: DatasetLimits = DatasetLimits(), of dataset: (any Dataset)? = nil
  ) throws(DatasetError) -> any GroundTruthReader {
    switch self {
    case .labelMaps(let source): try LabelMapReader(source, base: base, limits: limits, of: dataset)
    case .boxFiles(let source): try BoxFileReader(source, base: base, limits: limits, of: dataset)
    case .boxTable(let source): try BoxTableReader(source, base: base)
    }
  }
}

/// Finds the ground truth of items. May be used from several threads at once.
public protocol GroundTruthReader: Sendable {
  /// The object's pixels at the size of the network's input.
  ///
  /// - Parameters:
  ///   - geometry: how the item's image becomes the input: `preprocessing.geometry(width:height:)` of its size.
  /// - Returns: nil if the data set says nothing about this item.
  func groundTruth(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> GroundTruth?
}
