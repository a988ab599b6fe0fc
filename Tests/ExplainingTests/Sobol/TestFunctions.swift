import Foundation
import Reproducibility

@testable import Explaining

/// Functions on the unit cube whose Sobol indices are known.
struct TestFunction {
  var name: String
  var dimensions: Int
  var first: [Double]
  var total: [Double]
  var evaluate: @Sendable ([Double]) -> Double

  /// Ishigami and Homma 1990, a = 7, b = 0.1.
  static let ishigami: TestFunction = {
    let (a, b, pi) = (7.0, 0.1, Double.pi)
    let v1 = 0.5 * (1 + b * pow(pi, 4) / 5) * (1 + b * pow(pi, 4) / 5)
    let v2 = a * a / 8
    let v13 = b * b * pow(pi, 8) * (1.0 / 18 - 1.0 / 50)
    let v = v1 + v2 + v13
    return TestFunction(
      name: "Ishigami", dimensions: 3, first: [v1 / v, v2 / v, 0], total: [(v1 + v13) / v, v2 / v, v13 / v]
    ) { u in
      let x = u.map { (2 * $0 - 1) * Double.pi }
      return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0])
    }
  }()

  /// Sobol's g-function (Saltelli and Sobol' 1995).
  static let g: TestFunction = {
    let a = [0.0, 1, 4.5, 9]
    let v = a.map { 1 / (3 * (1 + $0) * (1 + $0)) }
    let variance = v.reduce(1) { $0 * (1 + $1) } - 1
    return TestFunction(
      name: "g", dimensions: 4, first: v.map { $0 / variance },
      total: v.map { $0 * (variance + 1) / (1 + $0) / variance }
    ) { u in zip(u, a).reduce(1) { $0 * (abs(4 * $1.0 - 2) + $1.1) / (1 + $1.1) } }
  }()

  /// Outputs on all blocks of a design.
  func outputs(
    rows: Int, seed: UInt64, sampling: SobolSampling = .sobol, scrambling: SobolScrambling = .owen,
    groups: [[Int]] = [], ba: [Int] = []
  ) -> SobolOutputs {
    let sequence = sampling.sequence(
      dimensions: 2 * dimensions, scrambling: scrambling, generator: SeededGenerator(seed: seed))
    var design = SobolDesign(dimensions: dimensions, sequence: sequence)
    design.draw(rows)
    var point = [Double](repeating: 0, count: dimensions)
    func values(_ block: SobolDesign.Block) -> [Double] {
      (0..<rows).map { row in
        point.withUnsafeMutableBufferPointer { design.write(row: row, of: block, to: $0) }
        return evaluate(point)
      }
    }
    return SobolOutputs(
      a: values(.a), b: values(.b), ab: (0..<dimensions).map { values(.ab([$0])) },
      groups: groups.map { values(.ab($0)) },
      ba: Dictionary(uniqueKeysWithValues: ba.map { ($0, values(.ba([$0]))) }))
  }
}

/// A model that is a Swift function of one input.
final class FunctionScorer: InputScorer {
  let inputShape: [Int]
  let batchCapacity: Int
  let classCount: Int
  private let function: (UnsafeBufferPointer<Float>) -> [Float]
  private(set) var scored = 0
  private(set) var kinds: Set<ScoreKind> = []

  init(
    shape: [Int], batchCapacity: Int = 7, classCount: Int = 1,
    function: @escaping (UnsafeBufferPointer<Float>) -> [Float]
  ) {
    inputShape = shape
    self.batchCapacity = batchCapacity
    self.classCount = classCount
    self.function = function
  }

  func scores(
    count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    precondition(count >= 1 && count <= batchCapacity)
    var inputs = [Float](repeating: .nan, count: count * inputCount)
    try inputs.withUnsafeMutableBufferPointer { try fill($0) }
    scored += count
    kinds.insert(kind)
    return inputs.withUnsafeBufferPointer { inputs in
      (0..<count).flatMap { slot in
        function(UnsafeBufferPointer(rebasing: inputs[slot * inputCount..<(slot + 1) * inputCount]))
      }
    }
  }
}
