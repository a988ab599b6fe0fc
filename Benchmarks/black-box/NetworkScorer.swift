import Explaining
import Foundation
import NeuralNetwork

/// The barest scorer over a network: what the methods' overhead is measured against.
final class NetworkScorer: InputScorer {
  let inputShape: [Int]
  let batchCapacity: Int
  let classCount: Int
  private let runner: Runner
  private let input: String
  private let output: String
  private var batch: Tensor

  init(contentsOf url: URL, batch: Int) throws {
    let network = try Network(contentsOf: url)
    let probabilities = try network.probabilities().tensor
    let plan = try Plan(network, to: [probabilities], batch: batch)
    input = network.inputs[0].name
    output = probabilities
    runner = try Runner(plan)
    let shape = try plan.shape(of: input)
    self.batch = Tensor(shape: shape, repeating: 0)
    inputShape = Array(shape.dropFirst())
    batchCapacity = shape[0]
    classCount = try plan.shape(of: output).dropFirst().reduce(1, *)
  }

  func scores(
    count: Int, kind: ScoreKind, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    try batch.values.withUnsafeMutableBufferPointer {
      try fill(UnsafeMutableBufferPointer(rebasing: $0[0..<count * inputCount]))
    }
    try runner.forward([input: batch])
    return Array(try runner.value(of: output).values.prefix(count * classCount))
  }
}

/// A number for the table that Benchmarks/table.py makes.
func result(_ measure: String, _ who: String, _ value: Double) { print("result|\(measure)|\(who)|\(value)") }

func rounded(_ value: Double, _ digits: Int = 3) -> String { String(format: "%.\(digits)f", value) }
