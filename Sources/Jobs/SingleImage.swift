import Datasets
import Foundation
import ImageCodecs

/// A data set of one image, for explaining it alone.
public struct SingleImage: Dataset {
  private let url: URL
  private let limits: DatasetLimits

  public init(_ url: URL, limits: DatasetLimits = DatasetLimits()) {
    self.url = url
    self.limits = limits
  }

  public var count: Int { 1 }

  public func item(_ position: Int) -> DatasetItem {
    DatasetItem(index: 0, id: url.lastPathComponent, label: nil)
  }

  public func image(of item: DatasetItem) throws(DatasetError) -> RasterImage {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw DatasetError(.unreadable, url.path, (error as NSError).localizedDescription)
    }
    do {
      return try RasterImage(decoding: data, limits.decoding)
    } catch {
      throw DatasetError(.unreadable, url.path, "\(error)")
    }
  }
}
