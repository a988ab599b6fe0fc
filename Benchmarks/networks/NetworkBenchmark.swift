import Foundation
import NeuralNetwork
import Timing

/// Times of a network's forward passes and gradients, without loading and planning.
struct NetworkBenchmark {
  enum Task: String {
    case forward, gradient
  }

  let network: Network
  let shape: [Int]
  private var plans: [String: Plan] = [:]

  init(_ network: Network, shape: [Int]) {
    self.network = network
    self.shape = shape
  }

  private func open() -> [Int]? {
    let declared = network.inputs[0].shape.map { Array($0.dropFirst()) }
    return declared?.contains(nil) ?? true ? shape : nil
  }

  /// - Parameter count: samples to be computed; they may be divided into the batches that explanations plan.
  private mutating func plan(_ task: Task, count: Int) throws -> Plan {
    let key = "\(task) \(count)"
    if let plan = plans[key] { return plan }
    let output = [network.outputs[0].name]
    let plan: Plan
    switch task {
    case .forward:
      let batch = try Plan.scoringBatch(network, from: [network.inputs[0].name], to: output, inputShape: open())
      plan = try Plan(network, to: output, inputShape: open(), batch: min(count, batch))
    case .gradient:
      let start = [try network.firstLayer(inputShape: open()).activationTensor]
      let batch = try Plan.pathBatch(
        network, from: start, to: output, inputShape: open(), points: nil, convolutions: .winograd)
      plan = try Plan(
        network, from: start, to: output, inputShape: open(), batch: min(count, batch), differentiable: true,
        convolutions: .winograd)
    }
    plans[key] = plan
    return plan
  }

  /// Values that differ from each other, so that no step is cheaper than with a picture.
  private func runner(_ plan: Plan, profiled: Bool = false) throws -> Runner {
    let runner = try Runner(plan, profiled: profiled)
    let shape = try plan.shape(of: plan.from[0])
    let values: [Float] = (0..<shape.reduce(1, *)).map { index in Float(index * 7919 % 1009) / 504.5 - 1 }
    try runner.set(plan.from[0], Tensor(shape: shape, values: values))
    return runner
  }

  private static func run(_ task: Task, _ runner: Runner) throws {
    try runner.forward()
    if task == .gradient { try runner.backward(of: [Int](repeating: 0, count: runner.plan.batch)) }
  }

  mutating func measure(_ task: Task, count: Int, threads: Int, seconds: Double) throws -> (cpu: Double, wall: Double) {
    let plan = try plan(task, count: count)
    var runners: [RunnerBox] = []
    for _ in 0..<threads {
      let runner = try runner(plan)
      try Self.run(task, runner)
      runners.append(RunnerBox(runner: runner))
    }
    let all = runners
    let cpu = Stopwatch(.processCPU)
    let wall = Stopwatch()
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      let watch = Stopwatch(.threadCPU)
      repeat {
        do { try Self.run(task, all[thread].runner) } catch { fatalError("\(error)") }
        all[thread].passes += plan.batch
      } while watch.seconds < seconds
    }
    let samples = Double(all.reduce(0) { $0 + $1.passes })
    return (cpu.seconds / samples, wall.seconds / samples)
  }

  /// - Returns: one line for each step that takes 0.3 % or more of the time.
  mutating func profile(_ task: Task, count: Int) throws -> String {
    let plan = try plan(task, count: count)
    let runner = try runner(plan, profiled: true)
    for round in 0..<12 {
      if round == 2 { runner.clearProfile() }
      try Self.run(task, runner)
    }
    let steps = runner.profile()
    let total = steps.reduce(0) { $0 + $1.seconds }
    var text: [String] = []
    for step in steps.sorted(by: { $0.seconds > $1.seconds }) where step.seconds > 0.003 * total {
      let rate = step.operations > 0 ? Double(step.operations * step.runs) / step.seconds * 1e-9 : 0
      text.append(
        String(format: "%6.2f%% %9.3f ms %6.1f GFLOP/s ", 100 * step.seconds / total, 100 * step.seconds, rate)
          + "\(step.type) \(step.node): \(step.what) \(step.shape) \(step.isBackward ? "backward" : "") \(step.implementation)"
      )
    }
    var kinds: [String: Double] = [:]
    for step in steps {
      kinds["\(step.type) \(step.what) \(step.isBackward ? "backward" : "") \(step.implementation)", default: 0] +=
        step.seconds
    }
    for (kind, seconds) in kinds.sorted(by: { $0.value > $1.value }) where seconds > 0.002 * total {
      text.append(String(format: "= %6.2f%% ", 100 * seconds / total) + kind)
    }
    text.append(
      String(format: "%.2f ms a sample, scratch %d MB", 100 * total / Double(plan.batch), plan.scratchBytes >> 20))
    return text.joined(separator: "\n")
  }
}

/// A runner that one thread has to itself.
private final class RunnerBox: @unchecked Sendable {
  let runner: Runner
  var passes = 0
  init(runner: Runner) { self.runner = runner }
}
