/// The generator for those who have none: the mean input of a data set plus its principal components, each times a
/// standard normal number and the component's standard deviation.
public final class PrincipalComponentGenerator: LatentGenerator {
  public let imageShape: [Int]
  public let latentCount: Int
  public let batchCapacity = 64
  public let valueRanges: [ClosedRange<Float>]?
  /// Share of the data set's variance that the components carry.
  public let explainedShare: Double
  /// Number of inputs that it was fitted to.
  public let itemCount: Int
  private let mean: [Float]
  /// One row per component, scaled by its standard deviation.
  private let components: [Float]

  /// Fits the leading components.
  ///
  /// - Parameters:
  ///   - moments: of the whole data set.
  ///   - count: number of components; fewer are made where the data set has fewer directions.
  ///   - shape: of one input.
  ///   - valueRanges: the values that an input can have, per channel.
  public init(
    moments: PixelMoments, components count: Int, shape: [Int], valueRanges: [ClosedRange<Float>]? = nil
  ) throws(VariationError) {
    guard moments.count > count else { throw .tooFewItems(items: moments.count, components: count) }
    guard shape.reduce(1, *) == moments.width else {
      throw .imageShape(generator: [moments.width], model: shape)
    }
    let (vectors, variances) = PrincipalComponents.leading(count, of: moments)
    let total = moments.totalVariance
    explainedShare = total > 0 ? min(1, variances.reduce(0, +) / total) : 0
    itemCount = moments.count
    imageShape = shape
    latentCount = variances.count
    self.valueRanges = valueRanges
    mean = moments.mean.map { Float($0) }
    var rows: [Float] = []
    rows.reserveCapacity(variances.count * moments.width)
    for (vector, variance) in zip(vectors, variances) {
      let deviation = variance.squareRoot()
      rows += vector.map { Float($0 * deviation) }
    }
    components = rows
    guard latentCount > 0 else { throw .generator("all inputs are alike: there is nothing to vary them by") }
  }

  private init(sharing other: PrincipalComponentGenerator) {
    imageShape = other.imageShape
    latentCount = other.latentCount
    valueRanges = other.valueRanges
    explainedShare = other.explainedShare
    itemCount = other.itemCount
    mean = other.mean
    components = other.components
  }

  /// Another generator of the same components, for another thread.
  public func copy() -> PrincipalComponentGenerator { PrincipalComponentGenerator(sharing: self) }

  public func images(of latents: [Float], count: Int) throws -> [Float] {
    let width = imageCount
    var images: [Float] = []
    images.reserveCapacity(count * width)
    for _ in 0..<count { images += mean }
    images.withUnsafeMutableBufferPointer { images in
      components.withUnsafeBufferPointer { components in
        for row in 0..<count {
          for component in 0..<latentCount {
            let factor = latents[row * latentCount + component]
            let (target, source) = (row * width, component * width)
            for index in 0..<width { images[target + index] += factor * components[source + index] }
          }
        }
      }
    }
    return images
  }

  public func latentGradients(
    of latents: [Float], count: Int,
    loss: (_ images: UnsafeBufferPointer<Float>, _ gradients: UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> [Float] {
    let width = imageCount
    let images = try images(of: latents, count: count)
    var gradients = [Float](repeating: 0, count: images.count)
    images.withUnsafeBufferPointer { images in gradients.withUnsafeMutableBufferPointer { loss(images, $0) } }
    return gradients.withUnsafeBufferPointer { gradients in
      components.withUnsafeBufferPointer { components in
        (0..<count * latentCount).map { index in
          let (row, component) = index.quotientAndRemainder(dividingBy: latentCount)
          return Self.product(
            gradients.baseAddress! + row * width, components.baseAddress! + component * width, count: width)
        }
      }
    }
  }

  /// Scalar product in eight lanes: a plain sum of floats may not be reordered by the compiler and runs in one.
  private static func product(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    var lanes = SIMD8<Float>()
    var index = 0
    while index + 8 <= count {
      let x = UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Float>.self)
      let y = UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Float>.self)
      lanes += x * y
      index += 8
    }
    var sum = lanes.sum()
    while index < count {
      sum += a[index] * b[index]
      index += 1
    }
    return sum
  }
}
