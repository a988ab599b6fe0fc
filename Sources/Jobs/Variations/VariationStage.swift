import Datasets
import Explaining
import NeuralNetwork
import Saliency
import Storing

/// What all of a rank's workers share of a job's variations.
struct PreparedVariations: Sendable {
  let job: VariationsJob
  /// From the pixels' black and white to the model's input, one scale and offset a channel.
  let pixels: PixelScale
  /// Nil where the generator is fitted to the data set.
  let plans: NetworkGenerator.Plans?

  init(_ job: VariationsJob, model: PreparedModel, preprocessing: Preprocessing) throws {
    self.job = job
    let shape = model.inputShape
    guard shape.count == 3 || shape.count == 2 else {
      throw VariationError.setting(name: "variations", reason: "the model's input of shape \(shape) is no image")
    }
    pixels = PixelScale(preprocessing)
    guard case .network(let file, let range, let batch) = job.generator else {
      plans = nil
      return
    }
    plans = try NetworkGenerator.Plans(
      network: try Network(contentsOf: file), imageShape: shape, batch: batch,
      valueRange: Float(range.lowerBound)...Float(range.upperBound))
  }

  /// - Parameter fitted: the generator fitted to the data set, where the job names none.
  func makeGenerator(fitted: PrincipalComponentGenerator?) throws -> any LatentGenerator {
    if let fitted { return fitted.copy() }
    guard let plans, case .network(_, let range, _) = job.generator else {
      throw VariationError.generator("principal components have not been fitted yet")
    }
    let scales = pixels.scales.map { $0 / Float(range.upperBound - range.lowerBound) }
    let offsets = zip(pixels.offsets, scales).map { $0 - Float(range.lowerBound) * $1 }
    return try RescaledGenerator(try NetworkGenerator(plans), scales: scales, offsets: offsets)
  }
}

/// How a pixel between 0 (black) and 1 (white) becomes a value of the model's input: `scale * pixel + offset`.
struct PixelScale: Sendable {
  let scales: [Float]
  let offsets: [Float]
  /// Whether the model's channels are blue, green, red.
  let isBGR: Bool

  init(_ preprocessing: Preprocessing) {
    let channels = preprocessing.channels.count
    offsets = (0..<channels).map { preprocessing.value(of: 0, channel: $0) }
    scales = (0..<channels).map { preprocessing.value(of: 255, channel: $0) - preprocessing.value(of: 0, channel: $0) }
    isBGR = preprocessing.channels == .bgr
  }

  var valueRanges: [ClosedRange<Float>] {
    zip(scales, offsets).map { scale, offset in min(offset, offset + scale)...max(offset, offset + scale) }
  }

  /// The largest magnitude of an input value.
  var bound: Float { valueRanges.reduce(1e-6) { max($0, abs($1.lowerBound), abs($1.upperBound)) } }

  /// An input as an image for people: grey or red, green, blue.
  func image(_ values: [Float], name: String, height: Int, width: Int) -> ImageRecord {
    let (channels, plane) = (scales.count, height * width)
    var bytes = [UInt8](repeating: 0, count: channels * plane)
    for channel in 0..<channels {
      let place = isBGR ? channels - 1 - channel : channel
      for pixel in 0..<plane {
        let level = (values[channel * plane + pixel] - offsets[channel]) / scales[channel]
        bytes[pixel * channels + place] = UInt8((min(max(level, 0), 1) * 255).rounded())
      }
    }
    return ImageRecord(name: name, height: height, width: width, channels: channels, bytes: bytes)
  }
}

/// Varies the salient region of one item after another, on one thread.
final class VariationStage {
  static let description = MethodDescription(
    key: "variations", name: "Variations", rank: 95, need: .scores, servesSentences: false,
    outputs: [.init("variability", "Variability")], section: .variations)
  /// How records name it.
  static var key: String { description.key }

  private let prepared: PreparedVariations
  private let generator: any LatentGenerator
  private let scorer: any InputScorer

  init(_ prepared: PreparedVariations, fitted: PrincipalComponentGenerator?, scorer: any InputScorer) throws {
    self.prepared = prepared
    self.scorer = scorer
    generator = try prepared.makeGenerator(fitted: fitted)
  }

  func explain(_ item: PreparedItem, explanations: [ExplanationRecord]) throws -> ExplanationRecord {
    let region = try region(of: explanations, item: item)
    let result = try Variations(settings: prepared.job.settings).explain(
      input: item.values, region: region, generator: generator, scorer: scorer, seed: item.seed)
    return record(result, input: item.values)
  }

  private func region(of explanations: [ExplanationRecord], item: PreparedItem) throws -> [Bool] {
    let job = prepared.job
    guard let explanation = explanations.first(where: { job.method == nil || $0.method == job.method }) else {
      throw ItemError(kind: "variations", message: "no method has given a mask or map to vary")
    }
    let pixels = item.height * item.width
    if job.map == nil, let mask = explanation.mask {
      return mask.mask.pixels.bits
    }
    let map = job.map == nil ? explanation.maps.first : explanation.maps.first { $0.name == job.map }
    guard let map = map?.map, map.values.count == pixels else {
      let names = explanation.maps.map(\.name).joined(separator: ", ")
      throw ItemError(
        kind: "variations",
        message: "\(explanation.method) gives no map '\(job.map ?? "")' of the image's size; it gives: \(names)")
    }
    return SalientRegion.top(share: job.settings.share, of: map.values)
  }

  private func record(_ result: VariationResult, input: [Float]) -> ExplanationRecord {
    let kept = result.kept.map { result.attempts[$0] }
    let distances = kept.map(\.distance)
    var values: [NamedValue] = [
      NamedValue("acceptance", result.acceptanceRate), NamedValue("variable", result.isVariable ? 1 : 0),
      NamedValue("completion-kept", result.attempts[0].accepted ? 1 : 0),
      NamedValue("removed-kept", result.removedPredicted == result.predicted ? 1 : 0),
      NamedValue("removed-probability", result.removedProbability), NamedValue("kept", Double(kept.count)),
      NamedValue("region", Double(result.region.count { $0 }) / Double(result.region.count)),
      NamedValue("kept-error", result.attempts.reduce(0) { $0 + $1.keptError } / Double(result.attempts.count)),
    ]
    if !kept.isEmpty { values.append(NamedValue("distance", distances.reduce(0, +) / Double(kept.count))) }
    return ExplanationRecord(
      method: Self.key, values: values,
      maps: [
        SaliencyMapRecord(name: "variability", height: result.height, width: result.width, values: result.variability)
      ],
      tables: [
        TableRecord(
          name: Self.key, columns: ["probability", "distance"],
          rows: kept.indices.map { "variation-\($0 + 1)" }, values: kept.flatMap { [$0.probability, $0.distance] })
      ],
      images: [removed(result, input: input)]
        + kept.enumerated().map { number, variation in
          prepared.pixels.image(
            variation.image, name: "variation-\(number + 1)", height: result.height, width: result.width)
        })
  }

  /// The input with its salient region painted over in a colour that no photo is likely to have there.
  private func removed(_ result: VariationResult, input: [Float]) -> ImageRecord {
    var image = prepared.pixels.image(
      input, name: MethodDescription.Section.removedImage, height: result.height, width: result.width)
    if image.channels == 1 {
      image.bytes = image.bytes.flatMap { [$0, $0, $0] }
      image.channels = 3
    }
    for (pixel, isSalient) in result.region.enumerated() where isSalient {
      image.bytes.replaceSubrange(3 * pixel..<3 * pixel + 3, with: [0, 128, 160])
    }
    return image
  }
}
