import NeuralNetwork

/// A generator from an ONNX file: the decoder of a variational autoencoder or the generator of a GAN.
///
/// Its first input is the latent vector (`[batch, n]`, or with further axes as in `[batch, n, 1, 1]`), its first output
/// the image (`[batch, C, H, W]` or `[batch, pixels]`).
public final class NetworkGenerator: LatentGenerator {
  public let latentCount: Int
  public let imageShape: [Int]
  public let batchCapacity: Int
  public let valueRanges: [ClosedRange<Float>]?
  private let plans: Plans
  private let forward: Runner
  private let backward: Runner
  private var latentBatch: Tensor

  /// What all threads share of a generator.
  public struct Plans: Sendable {
    let inputTensor: String
    let outputTensor: String
    let latentShape: [Int]
    let imageShape: [Int]
    let batch: Int
    let forward: Plan
    let backward: Plan
    let valueRange: ClosedRange<Float>?

    /// - Parameters:
    ///   - imageShape: shape of the explained model's input; a generator whose images have as many values in one axis is
    ///     taken to mean the same.
    ///   - batch: latent vectors at once; a file that fixes its batch has its way.
    ///   - valueRange: of the generator's output, where it is known.
    public init(
      network: Network, imageShape: [Int], batch: Int, valueRange: ClosedRange<Float>? = nil
    ) throws {
      guard let input = network.inputs.first, let output = network.outputs.first else {
        throw VariationError.generator("\(network.name) has no input or no output")
      }
      inputTensor = input.name
      outputTensor = output.name
      forward = try Plan(network, to: [output.name], batch: batch)
      backward = try Plan(network, to: [output.name], batch: batch, differentiable: true)
      self.batch = forward.batch
      latentShape = Array(try forward.shape(of: inputTensor).dropFirst())
      let shape = Array(try forward.shape(of: outputTensor).dropFirst())
      guard shape.reduce(1, *) == imageShape.reduce(1, *), shape == imageShape || shape.count == 1 else {
        throw VariationError.imageShape(generator: shape, model: imageShape)
      }
      self.imageShape = imageShape
      self.valueRange = valueRange
    }
  }

  public init(_ plans: Plans) throws {
    self.plans = plans
    latentCount = plans.latentShape.reduce(1, *)
    imageShape = plans.imageShape
    batchCapacity = plans.batch
    let channels = plans.imageShape.count == 3 ? plans.imageShape[0] : 1
    valueRanges = plans.valueRange.map { [ClosedRange<Float>](repeating: $0, count: channels) }
    forward = try Runner(plans.forward)
    backward = try Runner(plans.backward)
    latentBatch = Tensor(shape: [plans.batch] + plans.latentShape, repeating: 0)
  }

  public func images(of latents: [Float], count: Int) throws -> [Float] {
    try run(forward, latents, count: count)
  }

  public func latentGradients(
    of latents: [Float], count: Int,
    loss: (_ images: UnsafeBufferPointer<Float>, _ gradients: UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> [Float] {
    let images = try run(backward, latents, count: count)
    try backward.backward(fromGradient: { gradients in
      images.withUnsafeBufferPointer {
        loss($0, UnsafeMutableBufferPointer(rebasing: gradients[0..<count * imageCount]))
      }
    })
    return Array(try backward.gradient(of: plans.inputTensor).values.prefix(count * latentCount))
  }

  private func run(_ runner: Runner, _ latents: [Float], count: Int) throws -> [Float] {
    precondition(count >= 1 && count <= batchCapacity && latents.count == count * latentCount)
    for index in latents.indices { latentBatch.values[index] = latents[index] }
    // The rest of the batch repeats old vectors and means nothing.
    try runner.forward([plans.inputTensor: latentBatch])
    return Array(try runner.value(of: plans.outputTensor).values.prefix(count * imageCount))
  }
}
