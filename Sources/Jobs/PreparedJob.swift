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
  private let groundTruth: (any GroundTruthReader)?
  /// May be empty; index = class.
  public let classNames: [String]
  /// What the methods may know.
  public let context: JobContext

  /// Loads the model, opens the data set and checks the methods' settings against both.
  ///
  /// - Parameter manifest: where the list of items is kept; nil keeps it in memory.
  public init(_ file: JobFile, manifest: URL? = nil) throws {
    try self.init(file, dataset: try file.data.open(manifest: manifest))
  }

  /// The same job on other data.
  public init(_ file: JobFile, dataset: any Dataset) throws {
    self.file = file
    self.dataset = dataset
    groundTruth = try file.data.groundTruth?.open(relativeTo: URL(filePath: "/"), limits: file.data.limits)
    let names = try file.model.classNames()
    classNames = names.isEmpty ? dataset.classNames : names
    let imageShape = Self.imageShape(file, dataset: dataset)
    model = try ExplainedModel(
      network: try Network(contentsOf: file.model.file), output: file.model.output,
      firstLayer: file.model.firstLayer, imageShape: imageShape)
    context = JobContext(
      model: model, preprocessing: file.preprocessing, imageShape: try Self.check(imageShape, against: model),
      dataset: dataset, classNames: classNames, seed: file.seed)
    for method in file.methods { try method.validate(for: context) }
  }

  /// The preprocessed pictures' `[C, H, W]`: the crop's, or the exact resize's, or that of the first picture that can be
  /// read; nil when none of the first hundred can.
  private static func imageShape(_ file: JobFile, dataset: any Dataset) -> [Int]? {
    let channels = file.preprocessing.channels.count
    if let crop = file.preprocessing.crop { return [channels, crop.height, crop.width] }
    if case .exact(let width, let height) = file.preprocessing.resize { return [channels, height, width] }
    return (0..<min(dataset.count, 100)).lazy.compactMap { try? dataset.image(of: dataset.item($0)) }.first
      .map { file.preprocessing.geometry(width: $0.width, height: $0.height) }
      .map { [channels, $0.height, $0.width] }
  }

  /// The model must take as many values as a picture has.
  private static func check(_ imageShape: [Int]?, against model: ExplainedModel) throws -> [Int] {
    guard let imageShape = imageShape ?? (model.inputShape.count == 3 ? model.inputShape : nil) else {
      throw ItemError(kind: "size", message: "the size of the pictures is not known: set preprocessing.crop")
    }
    guard imageShape == model.inputShape || model.inputShape == [imageShape.reduce(1, *)] else {
      throw ItemError(
        kind: "size",
        message: "the preprocessed pictures are \(ItemError.text(imageShape)), but the model takes "
          + "\(ItemError.text(model.inputShape)); set preprocessing.resize, .crop and .channels")
    }
    return imageShape
  }

  /// The true object's pixels at the input's size; nil where the data set says nothing about this item.
  func truth(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> PixelMask? {
    guard let truth = try groundTruth?.groundTruth(of: item, geometry: geometry) else { return nil }
    return PixelMask(height: truth.height, width: truth.width, bits: truth.object)
  }

  /// The picture that the model sees of an item, for people.
  public func displayImage(at position: Int) throws -> RasterImage {
    let item = try dataset.item(position)
    return file.preprocessing.displayImage(from: try dataset.image(of: item))
  }
}
