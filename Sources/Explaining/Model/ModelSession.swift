import NeuralNetwork
import Saliency

/// The model's answer to one input, and its first layer's values.
public struct ForwardResult: Sendable {
  public var probabilities: [Float]
  /// The first layers' inputs, their neurons before the activation; nil without a first layer.
  public var firstLayer: FirstLayerValues?

  public init(probabilities: [Float], firstLayer: FirstLayerValues? = nil) {
    self.probabilities = probabilities
    self.firstLayer = firstLayer
  }

  /// The class of the largest probability, the first of equal ones.
  public var predicted: Int {
    probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }
}

/// What the first layers see and answer for one input, row-major without the batch axis.
public struct FirstLayerValues: Sendable {
  /// One input a layer.
  public var inputs: [[Float]]
  /// The neurons of all layers before their activation, one layer's behind the other's.
  public var preActivation: [Float]
}

/// Runs an ``ExplainedModel`` on one thread: owns the scratch memory, shares everything else.
public final class ModelSession {
  public let model: ExplainedModel
  /// Asked before each batch of inputs, each attribution and each batch of its points, and while a mask is searched; when it
  /// says true, they throw `CancellationError`, between points a `NetworkError` of kind `interrupted`.
  public var isInterrupted: @Sendable () -> Bool = { false }
  private let forwardRunner: Runner
  /// The input whose values the forward runner holds.
  private var forwarded: [Float]?
  private lazy var scoringRunner = Result { try Runner(model.scoring) }
  private var scoringBatch: Tensor
  private lazy var sentenceRunner = Result { try model.sentences.map { try Runner($0.plan) } }
  /// The sentence that inputs are versions of, for a network of sentences.
  private(set) var sentence: SentenceFrame?
  private var staging: [Float] = []
  private lazy var activationAttributor = Result { try model.activationModel.map { try Attributor($0) } }
  private lazy var inputAttributor = Result { try model.inputModel.map { try Attributor($0) } }
  private var blank: FirstLayerValues?
  /// Whether integrals of the last input are kept, for methods that ask for the same one again.
  public var remembersAttributions = false
  var attributions = AttributionMemory()

  public init(model: ExplainedModel) throws(NetworkError) {
    self.model = model
    forwardRunner = try Runner(model.forward)
    let shape = model.sentences?.embedding.shape ?? model.inputShape
    scoringBatch = Tensor(shape: [model.scoring.batch] + shape, repeating: 0)
  }

  /// Takes up a sentence: until the next one, inputs are versions of it, with a column for each of its words.
  ///
  /// - Parameters:
  ///   - ids: as many as the network takes, padding included.
  ///   - words: positions of the real words among them.
  /// - Returns: the input's shape, `[channels, 1, words]`, and the values of the sentence as it is.
  public func begin(ids: [Int], words: Range<Int>) throws -> (shape: [Int], values: [Float]) {
    guard let entry = model.sentences, let runner = try sentenceRunner.get() else {
      preconditionFailure("the model was not made for sentences")
    }
    precondition(ids.count == entry.embedding.length && words.lowerBound >= 0 && words.upperBound <= ids.count)
    let input = Tensor(shape: [1, ids.count], values: ids.map(Float.init))
    let name = model.network.inputs[0].name
    try runner.forward([name: input])
    func first(_ name: String) throws(NetworkError) -> Tensor {
      let value = try runner.value(of: name)
      let size = value.count / value.shape[0]
      return Tensor(shape: [1] + value.shape.dropFirst(), values: Array(value.values.prefix(size)))
    }
    var surroundings: [String: Tensor] = [:]
    for other in entry.surroundings { surroundings[other] = other == name ? input : try first(other) }
    let frame = SentenceFrame(
      embedding: entry.embedding, words: words, vectors: try first(entry.embedding.tensor).values,
      surroundings: surroundings)
    if !surroundings.isEmpty {
      for runner in [forwardRunner, try scoringRunner.get()] {
        for name in runner.plan.frontier { try runner.set(name, surroundings[name]!) }
      }
      try activationAttributor.get()?.setSurroundings(surroundings)
      try inputAttributor.get()?.setSurroundings(surroundings)
    }
    sentence = frame
    forwarded = nil
    blank = nil
    attributions = AttributionMemory()
    return (frame.shape, frame.image(of: frame.vectors))
  }

  /// The tensor that stands for an input.
  private func tensor(of input: [Float]) -> Tensor {
    if model.sentences == nil { return Tensor(shape: [1] + model.inputShape, values: input) }
    guard let sentence else { preconditionFailure("begin(ids:words:) comes first") }
    precondition(input.count == inputCount)
    return sentence.tensor(of: input)
  }

  /// Runs the model on one input.
  ///
  /// - Parameter input: as many values as the model's input has, row-major; of a sentence those of its words.
  public func forward(_ input: [Float]) throws(NetworkError) -> ForwardResult {
    let tensor = try run(input)
    var layerValues: FirstLayerValues?
    if !model.firstLayers.isEmpty {
      var values = FirstLayerValues(inputs: [], preActivation: [])
      for layer in model.firstLayers {
        values.inputs.append(layer.inputTensor == model.inputTensor ? tensor.values : try first(layer.inputTensor))
        values.preActivation += try first(layer.preActivationTensor)
      }
      layerValues = values
    }
    return ForwardResult(probabilities: try first(model.probabilityTensor), firstLayer: layerValues)
  }

  /// The scores before softmax for one input, as ``forward(_:)`` computes them.
  func logits(_ input: [Float]) throws(NetworkError) -> [Float] {
    try run(input)
    return try first(model.logitTensor)
  }

  /// Computes an input's values, unless the runner holds them already.
  @discardableResult private func run(_ input: [Float]) throws(NetworkError) -> Tensor {
    let tensor = tensor(of: input)
    if forwarded != input {
      forwarded = nil
      try forwardRunner.forward([model.inputTensor: tensor])
      forwarded = input
    }
    return tensor
  }

  /// The first layers' values for a sentence with all its words hidden, computed once.
  func blankFirstLayer() throws(NetworkError) -> FirstLayerValues? {
    if blank == nil { blank = try forward([Float](repeating: 0, count: inputCount)).firstLayer }
    return blank
  }

  /// A sample for gradients with respect to the first activations; nil without a first layer.
  func activationSample(_ input: [Float]) throws -> (Attributor, Attributor.Sample)? {
    guard let attributor = try activationAttributor.get() else { return nil }
    try checkInterruption()
    attributor.isInterrupted = isInterrupted
    return (attributor, try sample(attributor.model, input))
  }

  /// A sample with the forward pass's own values, where the attributor would run the network again.
  private func sample(_ attributed: AttributionModel, _ input: [Float]) throws(NetworkError) -> Attributor.Sample {
    let tensor = try run(input)
    func value(_ name: String) throws(NetworkError) -> Tensor {
      name == model.inputTensor ? tensor : try firstSample(name)
    }
    return try Attributor.Sample(
      of: attributed, input: tensor, probabilities: try first(model.probabilityTensor), value: value)
  }

  /// Integrated gradients of the target's probability with respect to the input, from the all-zero input; of a sentence
  /// with respect to its words' vectors, from the sentence with all words hidden.
  ///
  /// - Parameter baselines: where to start instead; of several the mean is taken. Only for images.
  /// - Throws: `NetworkError` where the model takes tokens, which have no gradient.
  public func integrate(
    _ integration: IntegratedGradients, input: [Float], target: Int, from baselines: [[Float]] = []
  ) throws -> Attribution {
    let question = AttributionMemory.Question(
      subject: .input(from: baselines), integration: integration, target: target)
    return try remembered(question, of: input) {
      let (attributor, sample) = try inputSample(input)
      if !baselines.isEmpty {
        precondition(sentence == nil, "baselines are for images")
        return Attribution.mean(
          of: try baselines.map { baseline in
            try checkInterruption()
            return try integration.attribute(attributor, sample, target: target, baseline: tensor(of: baseline))
          })
      }
      let start = sentence.map { $0.tensor(of: [Float](repeating: 0, count: inputCount)) }
      return attributionOfWords(
        try integration.attribute(attributor, sample, target: target, baseline: start))
    }
  }

  /// A gradient method at the input.
  ///
  /// - Throws: `NetworkError` where the model takes tokens, which have no gradient.
  public func attribute(_ method: GradientMethod, input: [Float], target: Int) throws -> Attribution {
    let (attributor, sample) = try inputSample(input)
    return attributionOfWords(try method.attribute(attributor, sample, target: target))
  }

  /// Of a sentence only the words' part, channels first.
  private func attributionOfWords(_ attribution: Attribution) -> Attribution {
    guard let sentence else { return attribution }
    var attribution = attribution
    attribution.values = sentence.image(of: attribution.values)
    attribution.shape = sentence.shape
    return attribution
  }

  private func inputSample(_ input: [Float]) throws -> (Attributor, Attributor.Sample) {
    guard let attributor = try inputAttributor.get() else {
      throw NetworkError(.unsupported, "the input '\(model.inputTensor)' holds tokens: it has no gradient")
    }
    try checkInterruption()
    attributor.isInterrupted = isInterrupted
    return (attributor, try sample(attributor.model, input))
  }

  func checkInterruption() throws(CancellationError) {
    if isInterrupted() { throw CancellationError() }
  }

  /// A tensor's values for the first sample: a model of a fixed batch above 1 computes copies of the one input.
  private func first(_ name: String) throws(NetworkError) -> [Float] { try firstSample(name).values }

  private func firstSample(_ name: String) throws(NetworkError) -> Tensor {
    let value = try forwardRunner.value(of: name)
    return Tensor(
      shape: [1] + value.shape.dropFirst(), values: Array(value.values.prefix(value.count / value.shape[0])))
  }
}

extension ModelSession: InputScorer {
  public var inputShape: [Int] { sentence?.shape ?? model.inputShape }
  public var batchCapacity: Int { model.scoring.batch }
  public var classCount: Int { model.classCount }

  public func inputShape(of shape: [Int]) -> InputShape? {
    guard let sentence, shape == sentence.shape else { return InputShape(shape) }
    return .words(channels: sentence.embedding.channels, count: sentence.words.count)
  }

  public func scores(
    count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    precondition((1...batchCapacity).contains(count))
    try checkInterruption()
    let tensor = kind == .probability ? model.probabilityTensor : model.logitTensor
    if isQuickerOneByOne(count) { return try scoresOneByOne(count, of: tensor, fill) }
    let runner = try scoringRunner.get()
    try scoringBatch.values.withUnsafeMutableBufferPointer { buffer in
      if let sentence {
        try writeSentences(sentence, count: count, from: fill, to: buffer)
      } else {
        try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<(count * inputCount)]))
      }
    }
    try runner.forward([model.inputTensor: scoringBatch])
    return Array(try runner.value(of: tensor).values.prefix(count * classCount))
  }

  /// Whether so many inputs are quicker one at a time than in a batch, which is always computed whole: those of a large
  /// network, which gains nothing by batches, and half a batch of a small one.
  private func isQuickerOneByOne(_ count: Int) -> Bool {
    guard count < batchCapacity else { return false }
    return model.scoring.operations.forward / model.scoring.batch > Self.largeOperations
      || (count <= Self.singles && 2 * count <= batchCapacity)
  }

  private static var singles: Int { 4 }
  /// Multiplications and additions of a pass of a large network. EfficientNet-Lite0 and SqueezeNet have three to four times as
  /// many, and both are somewhat quicker one input at a time.
  private static var largeOperations: Int { 100_000_000 }

  private func scoresOneByOne(
    _ count: Int, of tensor: String, _ fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    let values = try [Float](unsafeUninitializedCapacity: count * inputCount) { buffer, initialized in
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<(count * inputCount)]))
      initialized = count * inputCount
    }
    return try (0..<count).flatMap { index in
      try run(Array(values[index * inputCount..<(index + 1) * inputCount]))
      return try first(tensor)
    }
  }

  /// Lets versions of a sentence's words be written, and sets each into the whole sentence.
  private func writeSentences(
    _ sentence: SentenceFrame, count: Int, from fill: (UnsafeMutableBufferPointer<Float>) throws -> Void,
    to buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    let size = inputCount
    if staging.count < count * size { staging = [Float](repeating: 0, count: batchCapacity * size) }
    try staging.withUnsafeMutableBufferPointer { staging in
      try fill(UnsafeMutableBufferPointer(rebasing: staging[..<(count * size)]))
      let whole = sentence.vectors.count
      for row in 0..<count {
        sentence.write(
          UnsafeBufferPointer(rebasing: staging[row * size..<(row + 1) * size]),
          to: UnsafeMutableBufferPointer(rebasing: buffer[row * whole..<(row + 1) * whole]))
      }
    }
  }
}
