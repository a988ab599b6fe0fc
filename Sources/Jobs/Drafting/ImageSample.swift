import Datasets
import Foundation
import ImageCodecs

/// A random part of a data set, decoded: what is tried before a sweep. Images that cannot be read are left out, and the sweep
/// will name them.
struct ImageSample {
  private(set) var images: [(image: RasterImage, label: Int?)] = []
  /// Why the first of those that are left out cannot be read; nil where all can.
  private(set) var problem: (any Error)?

  /// - Throws: where the data set cannot be listed.
  init(of dataset: any Dataset, count: Int, seed: UInt64) throws(DatasetError) {
    let chosen = try dataset.positions(
      of: Selection(sample: .init(count: count, seed: seed)), relativeTo: URL(filePath: "/"))
    for position in chosen {
      do throws(DatasetError) {
        let item = try dataset.item(Int(position))
        images.append((try dataset.image(of: item), item.label))
      } catch { problem = problem ?? error }
    }
  }
}
