import Foundation
import NeuralNetwork
import NumPyFormat
import TestSupport

extension SharedData {
  static func network(_ path: String) throws -> Network { try Network(contentsOf: url(path)) }
  static func arrays(_ path: String) throws -> NumPyArchive { try NumPyArchive(contentsOf: url(path)) }
}

extension Tensor {
  init(_ array: NumPyArray) { self.init(shape: array.shape, values: array.floats) }

  /// Sample `i`, with a batch axis of 1.
  func sample(_ i: Int) -> Tensor {
    let size = count / shape[0]
    return Tensor(shape: [1] + shape.dropFirst(), values: Array(values[i * size..<(i + 1) * size]))
  }
}

/// Euclidean norm of the difference over that of the reference.
func relativeError(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Double {
  relativeError(a.map { Double($0) }, b.map { Double($0) })
}
func relativeError(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var difference = 0.0
  var norm = 0.0
  for (x, y) in zip(a, b) {
    difference += (x - y) * (x - y)
    norm += y * y
  }
  return norm == 0 ? difference.squareRoot() : (difference / norm).squareRoot()
}
