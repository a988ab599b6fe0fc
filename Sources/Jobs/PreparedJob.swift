import Datasets
import Explaining
import Foundation
import ImageCodecs
import NeuralNetwork
import Scoring

/// A job whose model is loaded and whose data set is open: all that a rank's workers share.
public struct PreparedJob: Sendable {
  public let file: JobFile
  public let model: ExplainedModel
  public let dataset: any Dataset
  /// May be empty; index = class.
  public let classNames: [String]

  /// Loads the model, opens the data set and checks the methods' settings against both.
  ///
  /// - Parameter manifest: where the list of items is kept; nil keeps it in memory.
  public init(_ file: JobFile, manifest: URL? = nil) throws {
    self.file = file
    dataset = try file.data.open(manifest: manifest)
    classNames = try file.model.classNames()
    model = try Self.loadModel(file, dataset: dataset)
    for method in file.methods { try method.validate(for: model) }
  }

  /// The model's input size, where the model leaves it open, is that of the preprocessed pictures: the crop's, or the
  /// first readable picture's.
  private static func loadModel(_ file: JobFile, dataset: any Dataset) throws -> ExplainedModel {
    let network = try Network(contentsOf: file.model.file)
    let imageShape: [Int]?
    if let crop = file.preprocessing.crop {
      imageShape = [file.preprocessing.channels.count, crop.height, crop.width]
    } else {
      let geometry = (0..<min(dataset.count, 100)).lazy
        .compactMap { try? dataset.image(of: dataset.item($0)) }.first
        .map { file.preprocessing.geometry(width: $0.width, height: $0.height) }
      imageShape = geometry.map { [file.preprocessing.channels.count, $0.height, $0.width] }
    }
    return try ExplainedModel(
      network: network, output: file.model.output, firstLayer: file.model.firstLayer, imageShape: imageShape)
  }

  /// The true object's pixels at the input's size; nil where the data set has none for this item.
  func truth(of item: DatasetItem) throws -> PixelMask? {
    guard let folder = file.data.truthMasks else { return nil }
    let url = folder.appending(path: item.id).deletingPathExtension().appendingPathExtension("png")
    guard let data = try? Data(contentsOf: url) else { return nil }
    let map: RasterImage
    do {
      map = try RasterImage(decoding: data, file.data.limits.decoding)
    } catch {
      throw ItemError(kind: "ground-truth", message: "\(url.path): \(error)")
    }
    let labels = file.preprocessing.labelMap(from: map.channels == 1 ? map : map.grey)
    return PixelMask(height: labels.height, width: labels.width, bits: labels.pixels.map { $0 != 0 })
  }

  /// The picture that the model sees of an item, for people.
  public func displayImage(at position: Int) throws -> RasterImage {
    let item = try dataset.item(position)
    return file.preprocessing.displayImage(from: try dataset.image(of: item))
  }
}
