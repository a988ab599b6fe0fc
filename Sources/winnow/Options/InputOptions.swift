import ArgumentParser
import Datasets
import Foundation
import ImageCodecs
import Jobs
import NeuralNetwork
import NumPyFormat

/// Inputs given on the command line: images, which are preprocessed, or .npy files, which are taken as they are.
enum InputOptions {
  /// `3x224x224`.
  static func shape(_ text: String?) throws -> [Int]? {
    guard let text else { return nil }
    let extents = text.split(separator: "x").map { Int($0) }
    guard !extents.isEmpty, extents.allSatisfy({ ($0 ?? 0) > 0 }) else {
      throw ValidationError("'\(text)' is not a shape such as 3x224x224.")
    }
    return extents.map { $0! }
  }

  /// The samples of a file, each without a batch axis.
  /// - Parameter rank: axes of one sample.
  static func samples(_ path: String, rank: Int, preprocessing: Preprocessing) throws -> [Tensor] {
    let url = URL(filePath: path)
    guard url.pathExtension.lowercased() == "npy" else {
      let dataset = try SingleImage(file: url.absoluteURL.path).open(relativeTo: url)
      let image = preprocessing.tensorValues(from: try dataset.image(of: dataset.item(0)))
      return [Tensor(shape: image.shape, values: image.values)]
    }
    let array = try NumPyArray(contentsOf: url)
    let tensor = Tensor(shape: array.shape, values: array.floats)
    if array.shape.count == rank { return [tensor] }
    guard array.shape.count == rank + 1 else {
      throw ValidationError(
        "\(path) has \(array.shape.count) axes; the network takes \(rank), or one more for several inputs.")
    }
    let shape = Array(array.shape.dropFirst())
    let size = shape.reduce(1, *)
    var samples: [Tensor] = []
    for i in 0..<array.shape[0] {
      let values = Array(tensor.values[i * size..<(i + 1) * size])
      samples.append(Tensor(shape: shape, values: values))
    }
    return samples
  }
}
