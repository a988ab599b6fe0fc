import Foundation
import Gzip
import Saliency

/// Performance information curves: how soon the class is seen again when a blurred image gets its most important
/// pixels back, measured against the information returned instead of the pixels. (Kapishnikov et al., "XRAI: better
/// attributions through regions", ICCV 2019, section 4.2: softmax and accuracy information curve.)
///
/// Both axes are scaled to 0...1 between the blurred and the full image, and the curve only grows, as in the paper.
/// Information is the size of the image after lossless compression; the paper's WebP is replaced by deflate over
/// differences of neighbouring 8-bit pixels, which orders images alike.
public struct InformationCurves: Sendable, Equatable {
  /// Area under the softmax information curve; nil when the blurred image says as much as the full one.
  public var softmaxAUC: Double?
  /// Area under the accuracy information curve; nil when the class is not the top one of the full image, or already
  /// that of the blurred one.
  public var accuracyAUC: Double?
  public var passes: Int

  /// Shares of the pixels that come back, as in the authors' own evaluation.
  public static let shares = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.10, 0.13, 0.21, 0.34, 0.5, 0.75]

  public init(
    of map: SaliencyMap, on input: ModelInput, target: Int, shares: [Double] = shares, batch: Int = 32,
    classify: @escaping Classify
  ) throws {
    self = try Self.passes(of: map, on: input, target: target, shares: shares)
      .run(target: target, batch: batch, classify: classify)
  }

  private init(sizes: [Double], answers: [Answer], target: Int) {
    softmaxAUC = Self.area(information: sizes, performance: answers.map(\.probability))
    accuracyAUC = Self.area(information: sizes, performance: answers.map { $0.first == target ? 1 : 0 })
    passes = answers.count
  }

  static func passes(
    of map: SaliencyMap, on input: ModelInput, target: Int, shares: [Double] = shares
  ) throws -> Passes<Self> {
    precondition(map.height == input.height && map.width == input.width)
    let ranking = map.ranking()
    let blurred = input.filled(with: .blur())
    var images = [blurred]
    for share in shares {
      var image = blurred
      image.copy(ranking.prefix(Int((Double(ranking.count) * share).rounded(.up))), from: input)
      images.append(image)
    }
    images.append(input)
    let range = (input.values.min() ?? 0, input.values.max() ?? 1)
    let sizes = try images.map { Double(try $0.compressedSize(range: range)) }
    return Passes(count: images.count, input: { images[$0] }) {
      InformationCurves(sizes: sizes, answers: $0, target: target)
    }
  }

  /// Area under a curve whose first point is the blurred image and whose last is the full one; nil when either axis
  /// does not rise between them.
  static func area(information: [Double], performance: [Double]) -> Double? {
    guard let x0 = information.first, let x1 = information.last, let y0 = performance.first, let y1 = performance.last,
      x1 > x0, y1 > y0
    else { return nil }
    func clip(_ value: Double) -> Double { min(max(value, 0), 1) }
    var best = 0.0
    var points = [(0.0, 0.0)]
    for (x, y) in zip(information, performance).dropFirst().dropLast() {
      best = max(best, clip((y - y0) / (y1 - y0)))
      points.append((clip((x - x0) / (x1 - x0)), best))
    }
    points.append((1, 1))
    points.sort { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
    return zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.0 - $1.0.0) * ($1.0.1 + $1.1.1) / 2 }
  }
}

extension ModelInput {
  /// Bytes of the image's 8-bit levels after differences along rows and deflate.
  func compressedSize(range: (low: Float, high: Float)) throws -> Int {
    let scale = range.high > range.low ? 255 / (range.high - range.low) : 0
    var bytes = Data(capacity: values.count)
    for row in 0..<channels * height {
      var last: UInt8 = 0
      for x in 0..<width {
        let level = UInt8(min(max((values[row * width + x] - range.low) * scale, 0), 255).rounded())
        bytes.append(level &- last)
        last = level
      }
    }
    return try Gzip.compress(bytes).count
  }
}
