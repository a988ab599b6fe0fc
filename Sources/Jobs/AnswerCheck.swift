import Datasets
import Explaining
import Foundation
import ImageCodecs
import Scoring
import Storing

/// Whether a network's answers to a sample of a job's images make sense: wrong preprocessing is the commonest way to get
/// nonsense quietly.
struct AnswerCheck {
  /// Images looked at.
  private static let sampleCount = 32

  private let job: PreparedJob
  private let network: ExplainedModel
  private let sample: [(image: RasterImage, label: Int?)]
  /// Nil where no image of the sample has the size that the network takes.
  let range: InputRange?

  init(job: PreparedJob, network: ExplainedModel, images: any Dataset) throws {
    self.job = job
    self.network = network
    sample = try ImageSample(of: images, count: Self.sampleCount, seed: job.file.seed).images.filter { image, _ in
      let size = job.file.preprocessing.geometry(width: image.width, height: image.height)
      return [size.height, size.width] == Array(job.inputShape.dimensions.suffix(2))
    }
    range = InputRange(sample.prefix(8).flatMap { job.file.preprocessing.tensorValues(from: $0.image).values })
  }

  /// A sentence for people; nil where nothing is odd, or too little is known.
  func warning() throws -> String? {
    guard let range else { return nil }
    let oddities = try [range.oddity, answerOddity()].compactMap(\.self)
    guard !oddities.isEmpty else { return nil }
    return
      "of \(sample.count) images tried beforehand, \(oddities.joined(separator: "; ")). Look at the preprocessing (the "
      + "network gets values from \(String(format: "%.3g to %.3g", range.low, range.high)); `winnow init` tries what is in "
      + "use), and at whether labels are numbered as the network's classes are"
  }

  private func answerOddity() throws -> String? {
    let outcome = try PreprocessingTrial(model: network, images: sample).outcome(
      of: PreprocessingCandidate(name: "", preprocessing: job.file.preprocessing, formula: ""))
    var answers = AnswerStatistics()
    for (predicted, item) in zip(outcome.predicted, sample) { answers.add(predicted: predicted, label: item.label) }
    return answers.oddity(classCount: network.classCount, isFlat: outcome.entropy > 0.95)
  }
}
