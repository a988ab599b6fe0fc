import Datasets
import Explaining
import Foundation
import Testing

@testable import Jobs

/// The job of a second real network, on some of its photos.
@Suite struct EfficientNetJobTests {
  static let job = URL(filePath: #filePath).appending(path: "../../../Jobs/photos-efficientnet.yaml")
    .standardizedFileURL
  static let data = job.appending(path: "../../../shared/data").standardizedFileURL
  static var isPresent: Bool { FileManager.default.fileExists(atPath: data.appending(path: "photos").path) }

  @Test(.enabled(if: isPresent, "no ../shared/data: no photos"))
  func classesAreThoseOfPyTorch() throws {
    let job = try PreparedJob(try JobFile(contentsOf: Self.job))
    let table = try String(
      contentsOf: Self.data.appending(path: "photos/predictions-efficientnet-lite0.csv"), encoding: .utf8)
    let expected = table.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",") }
    #expect(expected.count == 143 && job.dataset.count == 143)
    guard case .network(let model, _, _) = job.model, let images = job.data.images else {
      Issue.record("a network of images was expected")
      return
    }
    let session = try ModelSession(model: model)
    for (index, row) in expected.enumerated().prefix(4) {
      let image = try images.image(of: try images.item(index))
      let (_, values) = job.file.preprocessing.tensorValues(from: image)
      let forward = try session.forward(values)
      #expect(forward.predicted == Int(row[2]), "\(row[0])")
      let probability = try #require(Float(row[3]))
      #expect(abs(forward.probabilities[forward.predicted] - probability) < 0.01, "\(row[0])")
    }
  }
}
