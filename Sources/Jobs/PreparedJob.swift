import Datasets
import Explaining
import Foundation
import ImageCodecs
import NeuralNetwork
import Saliency
import Scoring

/// A job whose model is loaded and whose data set is open: all that a rank's workers share.
public struct PreparedJob: Sendable {
  public let file: JobFile
  /// The model, with the items and methods that it serves.
  let model: PreparedModel
  private let groundTruth: (any GroundTruthReader)?
  /// May be empty; index = class.
  public let classNames: [String]
  /// Of the preprocessed images; of sentences with a column for each token, padding included.
  public let inputShape: InputShape
  let variations: PreparedVariations?
  /// The generator fitted to the data set, once it is.
  var fittedGenerator: FittedGenerator?

  /// Loads the model, opens the data set and checks the methods' settings against both.
  ///
  /// - Parameter manifest: where the list of items is kept; nil keeps it in memory.
  public init(_ file: JobFile, manifest: URL? = nil) throws {
    try self.init(file, data: try file.data.open(manifest: manifest))
  }

  /// The data set, open.
  public var data: JobData { model.data }

  /// The items, whatever they are.
  public var dataset: any ItemCollection { data.items }

  /// The same job on other data.
  public init(_ file: JobFile, data: JobData) throws {
    if let contradiction = file.contradiction { throw ItemError(kind: "job", message: contradiction) }
    self.file = file
    groundTruth = try data.images.flatMap {
      try file.data.groundTruth?.open(relativeTo: URL(filePath: "/"), limits: file.data.limits, of: $0)
    }
    let names = try file.model.classNames()
    classNames = names.isEmpty ? data.items.classNames : names
    switch (data, file.model.source) {
    case (.images(let images), .network(let settings)):
      let found = Self.inputShape(file, dataset: images)
      let network = try Self.load(settings, inputShape: found)
      inputShape = try Self.check(found, against: network.inputShape)
      model = try Self.prepare(file, network, data, inputShape: inputShape, classNames: classNames)
    case (.sentences(let sentences), .network(let settings)):
      let network = try Self.load(settings, sentences: sentences)
      inputShape = .words(channels: network.inputShape[0], count: network.inputShape[2])
      model = try Self.prepare(file, network, data, inputShape: inputShape, classNames: classNames)
    case (.images(let images), .program(var program)):
      let found = Self.inputShape(file, dataset: images)
      if program.shape.isEmpty { program.shape = found?.dimensions ?? [] }
      inputShape = try Self.check(found, against: program.shape)
      model = .program(program, of: images, methods: try file.methods.map(Self.scoreMethod))
    case (.sentences, .program):
      throw ItemError(kind: "job", message: JobFile.sentencesNeedANetwork)
    }
    if file.scores.fills?.contains(.donor) == true, data.items.count < 2 {
      throw ItemError(kind: "donor", message: "fills: donor needs a data set of at least two images")
    }
    let model = model
    variations = try file.variations.map {
      try PreparedVariations($0, model: model, preprocessing: file.preprocessing)
    }
  }

  private static func prepare(
    _ file: JobFile, _ network: ExplainedModel, _ data: JobData, inputShape: InputShape, classNames: [String]
  ) throws -> PreparedModel {
    let context = JobContext(
      model: network, preprocessing: file.preprocessing, inputShape: inputShape, data: data, classNames: classNames,
      seed: file.seed)
    return .network(network, of: data, makers: try file.methods.map { try $0.prepare(for: context) })
  }

  private static func scoreMethod(_ method: JobMethod) throws(ItemError) -> ScoreMethodMaker {
    guard let maker = method.scoreMaker else {
      throw ItemError(kind: "job", message: method.reasonNotToServePrograms ?? "")
    }
    return maker
  }

  private static func load(_ settings: NetworkSettings, inputShape: InputShape?) throws -> ExplainedModel {
    try ExplainedModel(
      network: try Network(contentsOf: settings.file).reading(scores: settings.scores), output: settings.output,
      firstLayer: settings.firstLayer, imageShape: inputShape?.dimensions)
  }

  private static func load(_ settings: NetworkSettings, sentences: TextDataset) throws -> ExplainedModel {
    let model = try ExplainedModel(
      sentences: try Network(contentsOf: settings.file).reading(scores: settings.scores),
      length: sentences.tokenizer.settings.length, embedding: settings.embedding, output: settings.output,
      firstLayer: settings.firstLayer)
    let words = sentences.tokenizer.vocabulary.count
    if let rows = model.sentences?.embedding.rows, rows < words {
      throw ItemError(
        kind: "vocabulary",
        message: "the vocabulary has \(words) words, but the network's embedding only \(rows) rows: they do not belong "
          + "together")
    }
    return model
  }

  /// The shape of the preprocessed images: the crop's, or the exact resize's, or that of the first image that can be
  /// read; nil when none of the first hundred can.
  private static func inputShape(_ file: JobFile, dataset: any Dataset) -> InputShape? {
    let channels = file.preprocessing.channels.count
    if let crop = file.preprocessing.crop { return .image(channels: channels, height: crop.height, width: crop.width) }
    if case .exact(let width, let height) = file.preprocessing.resize {
      return .image(channels: channels, height: height, width: width)
    }
    return (0..<min(dataset.count, 100)).lazy.compactMap { try? dataset.image(of: dataset.item($0)) }.first
      .map { file.preprocessing.geometry(width: $0.width, height: $0.height) }
      .map { .image(channels: channels, height: $0.height, width: $0.width) }
  }

  /// The model must take as many values as an image has.
  private static func check(_ found: InputShape?, against model: [Int]) throws -> InputShape {
    guard let shape = found ?? (model.count == 3 ? InputShape(model) : nil) else {
      throw ItemError(kind: "size", message: "the size of the images is not known: set preprocessing.crop")
    }
    guard shape.dimensions == model || model == [shape.inputCount] else {
      throw ItemError(
        kind: "size",
        message: "the preprocessed images are \(ItemError.text(shape.dimensions)), but the model takes "
          + "\(ItemError.text(model)); set preprocessing.resize, .crop and .channels")
    }
    return shape
  }

  /// The true object's pixels at the input's size; nil where the data set says nothing about this item.
  func truth(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> GroundTruth? {
    try groundTruth?.groundTruth(of: item, geometry: geometry)
  }

  /// The image that the model sees of an item, for people.
  public func displayImage(at position: Int) throws -> RasterImage {
    guard let images = data.images else { throw ItemError(kind: "size", message: "a sentence has no image") }
    let item = try images.item(position)
    return file.preprocessing.displayImage(from: try images.image(of: item))
  }
}
