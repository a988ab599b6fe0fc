/// Makes images of latent vectors, and takes gradients back from images to them. One per worker thread.
public protocol LatentGenerator: AnyObject {
  /// Number of elements of a latent vector; each is standard normal where the generator was trained or fitted.
  var latentCount: Int { get }
  /// Shape of an image without the batch axis, in the units of the explained model's input.
  var imageShape: [Int] { get }
  /// The most latent vectors that one call takes.
  var batchCapacity: Int { get }
  /// The values an image can have, one range per channel; nil where nothing is known of them.
  var valueRanges: [ClosedRange<Float>]? { get }

  /// The images of `count` latent vectors, row-major, one after the other.
  func images(of latents: [Float], count: Int) throws -> [Float]

  /// One forward and one backward pass.
  ///
  /// - Parameter loss: gets the images and writes the gradient of a loss with respect to each of their values.
  /// - Returns: the gradient of that loss with respect to the latent vectors.
  func latentGradients(
    of latents: [Float], count: Int,
    loss: (_ images: UnsafeBufferPointer<Float>, _ gradients: UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> [Float]
}

extension LatentGenerator {
  /// Number of values of one image.
  public var imageCount: Int { imageShape.reduce(1, *) }
}

/// Why variations of an input could not be made.
public enum VariationError: Error, Equatable, CustomStringConvertible {
  case setting(name: String, reason: String)
  case imageShape(generator: [Int], model: [Int])
  case regionCount(expected: Int, actual: Int)
  /// Nothing, or everything, is salient: there is nothing to vary, or nothing to hold on to.
  case region(pixels: Int, of: Int)
  case notFinite(iteration: Int)
  case tooFewItems(items: Int, components: Int)
  case valueTooLarge(Float, bound: Float)
  case generator(String)

  public var description: String {
    switch self {
    case .setting(let name, let reason): "setting '\(name)': \(reason)"
    case .imageShape(let generator, let model):
      "the generator makes images of shape \(generator), the model takes inputs of shape \(model); they must be equal"
    case .regionCount(let expected, let actual): "a region of \(actual) pixels for an image of \(expected)"
    case .region(let pixels, let total):
      "\(pixels) of \(total) pixels are salient; variations need some that vary and some that stay"
    case .notFinite(let iteration): "the generator gave a value that is not a number (iteration \(iteration))"
    case .tooFewItems(let items, let components):
      "\(items) items are too few to fit \(components) principal components; at least \(components + 1) are needed"
    case .valueTooLarge(let value, let bound):
      "an input value of \(value) where the preprocessing allows \(bound) at most"
    case .generator(let reason): "generator: \(reason)"
    }
  }
}
