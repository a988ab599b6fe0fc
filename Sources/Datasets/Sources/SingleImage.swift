import Foundation
import ImageCodecs

/// One image by itself.
public struct SingleImage: DatasetSource {
  public var file: String

  public init(file: String) { self.file = file }

  public func open(
    relativeTo base: URL, manifest: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> any Dataset {
    SingleImageDataset(url: base.resolving(file), limits: limits)
  }
}

private struct SingleImageDataset: Dataset {
  let url: URL
  let limits: DatasetLimits

  var count: Int { 1 }

  func item(_ position: Int) -> DatasetItem { DatasetItem(index: 0, id: url.lastPathComponent, label: nil) }

  func image(of item: DatasetItem) throws(DatasetError) -> RasterImage {
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
