import NeuralNetwork

/// The model's answer to one input, and its first layer's values.
public struct ForwardResult: Sendable {
  public var probabilities: [Float]
  /// The scores before softmax.
  public var logits: [Float]
  /// The first layer's input, its neurons before and after the activation; nil without a first layer.
  public var firstLayer: FirstLayerValues?

  public init(probabilities: [Float], logits: [Float], firstLayer: FirstLayerValues? = nil) {
    self.probabilities = probabilities
    self.logits = logits
    self.firstLayer = firstLayer
  }

  /// The class of the largest probability, the first of equal ones.
  public var predicted: Int {
    probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }
}

/// What the first layer sees and answers for one input, row-major without the batch axis.
public struct FirstLayerValues: Sendable {
  public var input: [Float]
  public var preActivation: [Float]
  public var activation: [Float]
}

/// Runs an ``ExplainedModel`` on one thread: owns the scratch memory, shares everything else.
public final class ModelSession {
  public let model: ExplainedModel
  /// Asked before each batch of inputs and each attribution; when it says true, they throw `CancellationError`.
  public var isInterrupted: @Sendable () -> Bool = { false }
  private let forwardRunner: Runner
  private lazy var scoringRunner = Result { try Runner(model.scoring) }
  private var scoringBatch: Tensor
  private lazy var activationAttributor = Result { try model.activationModel.map { try Attributor($0) } }
  private lazy var inputAttributor = Result { try model.inputModel.map { try Attributor($0) } }
  private var blank: FirstLayerValues?

  public init(model: ExplainedModel) throws(NetworkError) {
    self.model = model
    forwardRunner = try Runner(model.forward)
    scoringBatch = Tensor(shape: [model.scoring.batch] + model.inputShape, repeating: 0)
  }

  /// Runs the model on one input.
  ///
  /// - Parameter input: as many values as the model's input has, row-major.
  public func forward(_ input: [Float]) throws(NetworkError) -> ForwardResult {
    try forwardRunner.forward([model.inputTensor: Tensor(shape: [1] + model.inputShape, values: input)])
    var layerValues: FirstLayerValues?
    if let layer = model.firstLayer {
      layerValues = FirstLayerValues(
        input: layer.inputTensor == model.inputTensor ? input : try first(layer.inputTensor),
        preActivation: try first(layer.preActivationTensor), activation: try first(layer.activationTensor))
    }
    return ForwardResult(
      probabilities: try first(model.probabilityTensor),
      logits: try first(model.logitTensor), firstLayer: layerValues)
  }

  /// The first layer's values for the all-zero input, computed once.
  func blankFirstLayer() throws(NetworkError) -> FirstLayerValues? {
    if blank == nil { blank = try forward([Float](repeating: 0, count: inputCount)).firstLayer }
    return blank
  }

  /// A sample for gradients with respect to the first activation; nil without a first layer.
  func activationSample(_ input: [Float]) throws -> (Attributor, Attributor.Sample)? {
    guard let attributor = try activationAttributor.get() else { return nil }
    try checkInterruption()
    return (attributor, try attributor.sample(Tensor(shape: [1] + model.inputShape, values: input)))
  }

  /// Integrated gradients of the target's probability with respect to the input, from the all-zero input.
  ///
  /// - Throws: `NetworkError` where the model takes tokens, which have no gradient.
  public func integrate(_ integration: IntegratedGradients, input: [Float], target: Int) throws -> Attribution {
    let (attributor, sample) = try inputSample(input)
    return try integration.attribute(attributor, sample, target: target)
  }

  /// A gradient method at the input.
  ///
  /// - Throws: `NetworkError` where the model takes tokens, which have no gradient.
  public func attribute(_ method: GradientMethod, input: [Float], target: Int) throws -> Attribution {
    let (attributor, sample) = try inputSample(input)
    return try method.attribute(attributor, sample, target: target)
  }

  private func inputSample(_ input: [Float]) throws -> (Attributor, Attributor.Sample) {
    guard let attributor = try inputAttributor.get() else {
      throw NetworkError(.unsupported, "the input '\(model.inputTensor)' holds tokens: it has no gradient")
    }
    try checkInterruption()
    return (attributor, try attributor.sample(Tensor(shape: [1] + model.inputShape, values: input)))
  }

  private func checkInterruption() throws(CancellationError) {
    if isInterrupted() { throw CancellationError() }
  }

  /// A tensor's values for the first sample: a model of a fixed batch above 1 computes copies of the one input.
  private func first(_ name: String) throws(NetworkError) -> [Float] {
    let value = try forwardRunner.value(of: name)
    return Array(value.values.prefix(value.count / value.shape[0]))
  }
}

extension ModelSession: InputScorer {
  public var inputShape: [Int] { model.inputShape }
  public var batchCapacity: Int { model.scoring.batch }
  public var classCount: Int { model.classCount }

  public func scores(
    count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    precondition((1...batchCapacity).contains(count))
    try checkInterruption()
    let tensor = kind == .probability ? model.probabilityTensor : model.logitTensor
    let runner = try scoringRunner.get()
    try scoringBatch.values.withUnsafeMutableBufferPointer { buffer in
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<(count * inputCount)]))
    }
    try runner.forward([model.inputTensor: scoringBatch])
    return Array(try runner.value(of: tensor).values.prefix(count * classCount))
  }
}
