import Foundation
import Gzip
import ImageCodecs

/// MNIST's format: one file of all images, one of all labels, each plain or gzipped.
public struct IDXFiles: DatasetSource {
  public var images: String
  public var labels: String?

  public init(images: String, labels: String? = nil) {
    self.images = images
    self.labels = labels
  }

  /// Needs no manifest: the files are the list.
  public func open(
    relativeTo base: URL, manifest: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> any Dataset {
    try IDXDataset(self, relativeTo: base, limits: limits)
  }
}

/// Images of an IDX file, held in memory (unpacked) or mapped.
struct IDXDataset: Dataset {
  let count: Int
  private let width: Int
  private let height: Int
  private let channels: Int
  private let pixels: Data
  private let labels: Data?

  /// Largest file that is unpacked.
  private static let unpackedLimit = 8 << 30

  init(_ files: IDXFiles, relativeTo base: URL, limits: DatasetLimits) throws(DatasetError) {
    let images = try Self.read(base.resolving(files.images))
    // N x H x W grey, or N x H x W x 3.
    guard images.shape.count == 3 || images.shape.count == 4 && [1, 3].contains(images.shape[3]) else {
      throw DatasetError(.unsupported, images.name, "an array of shape \(images.shape) holds no list of images")
    }
    count = images.shape[0]
    height = images.shape[1]
    width = images.shape[2]
    channels = images.shape.count == 4 ? images.shape[3] : 1
    pixels = images.elements
    guard let file = files.labels else {
      labels = nil
      return
    }
    let labels = try Self.read(base.resolving(file))
    guard labels.shape == [count] else {
      throw DatasetError(.invalid, labels.name, "labels of shape \(labels.shape) for \(count) images")
    }
    self.labels = labels.elements
  }

  func item(_ position: Int) throws(DatasetError) -> DatasetItem {
    precondition((0..<count).contains(position), "item \(position) of \(count)")
    return DatasetItem(
      index: position, id: "#\(position)", label: labels.map { Int($0[$0.startIndex + position]) })
  }

  func image(of item: DatasetItem) throws(DatasetError) -> RasterImage {
    let size = width * height * channels
    let start = pixels.startIndex + item.index * size
    return RasterImage(width: width, height: height, channels: channels, pixels: [UInt8](pixels[start..<start + size]))
  }

  /// Reads the head of an IDX file: two zero bytes, element type, number of axes, extents (big-endian).
  private static func read(_ url: URL) throws(DatasetError) -> (name: String, shape: [Int], elements: Data) {
    var data = try Data(readingAll: url)
    if Gzip.isGzip(data) {
      do { data = try Gzip.decompress(data, limit: unpackedLimit) } catch {
        throw DatasetError(.unreadable, url.path, error.description)
      }
    }
    guard data.count >= 4, data.prefix(2) == Data([0, 0]) else {
      throw DatasetError(.unreadable, url.path, "not an IDX file")
    }
    let axes = Int(data[data.startIndex + 3])
    guard data[data.startIndex + 2] == 8, axes > 0 else {
      throw DatasetError(.unsupported, url.path, "only IDX files of unsigned bytes are read")
    }
    guard data.count >= 4 + 4 * axes else { throw DatasetError(.unreadable, url.path, "the file is cut off") }
    let shape = (0..<axes).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(data[data.startIndex + 4 + 4 * axis + $1]) }
    }
    let elements = data.dropFirst(4 + 4 * axes)
    var size = 1
    for extent in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow, extent > 0 else { throw DatasetError(.unreadable, url.path, "impossible shape \(shape)") }
      size = product
    }
    guard elements.count >= size else {
      throw DatasetError(.unreadable, url.path, "the file is cut off: \(elements.count) of \(size) bytes are there")
    }
    return (url.path, shape, elements)
  }
}
