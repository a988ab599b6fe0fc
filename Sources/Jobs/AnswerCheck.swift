import Datasets
import Explaining
import Foundation
import ImageCodecs
import Scoring

/// Whether a network's answers to a sample of a job's images make sense: wrong preprocessing is the commonest way to get
/// nonsense quietly.
struct AnswerCheck {
  /// Images looked at; fewer than ``least`` tell nothing.
  static let sampleCount = 32
  private static let least = 12

  let job: PreparedJob
  let network: ExplainedModel
  let images: any Dataset

  /// A sentence for people; nil where nothing is odd, or too little is known.
  func warning() throws -> String? {
    let sample = try sample()
    guard sample.count >= Self.least else { return nil }
    let outcome = try PreprocessingTrial(model: network, images: sample).outcome(
      of: PreprocessingCandidate(name: "", preprocessing: job.file.preprocessing, formula: ""))
    guard let oddity = oddity(of: outcome, labels: sample.compactMap(\.label)) else { return nil }
    let values = sample.prefix(4).flatMap { job.file.preprocessing.tensorValues(from: $0.image).values }
    let range = String(format: "%.3g to %.3g", values.min() ?? 0, values.max() ?? 0)
    return
      "of \(sample.count) images tried beforehand, \(oddity). Look at the preprocessing (the network gets values from "
      + "\(range); `winnow init` tries what is in use), and at whether labels are numbered as the network's classes are"
  }

  /// Of the size that the network takes.
  private func sample() throws -> [(image: RasterImage, label: Int?)] {
    try ImageSample(of: images, count: Self.sampleCount, seed: job.file.seed).images.filter { image, _ in
      let size = job.file.preprocessing.geometry(width: image.width, height: image.height)
      return [size.height, size.width] == Array(job.inputShape.dimensions.suffix(2))
    }
  }

  private func oddity(of outcome: PreprocessingTrial.Outcome, labels: [Int]) -> String? {
    if let accuracy = outcome.accuracy, labels.count >= Self.least, Set(labels).count > 1 {
      let chance = 1 / Double(network.classCount)
      let right = Int((accuracy * Double(labels.count)).rounded())
      let interval = BinomialInterval(successes: right, of: labels.count)
      if interval.lower <= chance, accuracy < 0.5 {
        return "the class on top is the label of \(right), as chance would have it"
      }
    }
    if outcome.commonestShare > 0.9, Set(labels).count != 1 {
      return "the network gives one and the same answer to \(Int((100 * outcome.commonestShare).rounded())) %"
    }
    if network.classCount >= 4, outcome.entropy > 0.95 {
      return "the probabilities are nearly the same for all classes"
    }
    return nil
  }
}
