import Foundation
import NeuralNetwork
import NumPyFormat

/// Models and reference values that are not part of the project.
enum SharedData {
  static let root: URL? = {
    let named = ProcessInfo.processInfo.environment["WINNOW_DATA"].map { URL(fileURLWithPath: $0) }
    // Tests/NeuralNetworkTests/Support/ lies three folders below the project's root.
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = root.deletingLastPathComponent().appendingPathComponent("shared/data")
    let folder = named ?? beside
    return FileManager.default.fileExists(atPath: folder.appendingPathComponent("zoo").path) ? folder : nil
  }()

  static let isPresent = root != nil
  static let absence = "the shared models are not here: set WINNOW_DATA to their folder"

  static func network(_ path: String) throws -> Network { try Network(contentsOf: root!.appendingPathComponent(path)) }
  static func arrays(_ path: String) throws -> NumPyArchive {
    try NumPyArchive(contentsOf: root!.appendingPathComponent(path))
  }
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
