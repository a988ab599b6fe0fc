import Reproducibility
import Testing

@testable import WholeNetwork

/// Floating-point decisions and bounds beside exact arithmetic, on numbers that are anything but round.
@Suite struct RelaxationTests {
  private struct Case {
    var problem: NetworkMaskProblem
    var network: WindowedNetwork
    var exact: ExactNetwork

    init(_ random: inout SeededGenerator) throws {
      func number(_ size: Double) -> Double {
        // Single-precision weights of very different sizes.
        Double(Float(Double.random(in: -1...1, using: &random) * size * (Bool.random(using: &random) ? 1 : 1e-3)))
      }
      let shape = [8, 6, 5, 3]
      var layers: [PiecewiseLinearNetwork.Layer] = []
      for (inputs, outputs) in zip(shape, shape.dropFirst()) {
        layers.append(
          .affine(
            AffineLayer(
              weights: (0..<inputs * outputs).map { _ in number(3) }, bias: (0..<outputs).map { _ in number(1) })))
        if outputs == 6 { layers.append(.rectifier) }
        if outputs == 5 {
          layers.append(.maxPool(MaxPoolLayer(inputCount: 5, starts: [0, 2, 4, 5], members: [0, 1, 2, 3, 4])))
          layers.append(.rectifier)
          layers.append(.affine(AffineLayer(weights: (0..<15).map { _ in number(2) }, bias: (0..<5).map { _ in 0 })))
        }
      }
      problem = NetworkMaskProblem(
        network: try PiecewiseLinearNetwork(inputCount: 8, layers: layers), input: (0..<8).map { _ in number(1) },
        windows: [0, 1, 2, 3, 4, 5, 5, 0], costs: (0..<6).map { _ in Int.random(in: 1...3, using: &random) }, target: 1,
        delta: 0)
      network = WindowedNetwork(problem)
      exact = ExactNetwork(problem.network)
    }
  }

  @Test func evaluatedMarginsAreWithinTheirError() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<60 {
      let item = try Case(&random)
      let judge = MaskJudge(item.problem, network: item.network, exact: item.exact)
      for mask in 0..<64 {
        let kept = (0..<Int32(6)).filter { mask >> Int($0) & 1 == 1 }
        let feasible = judge.isFeasible(keeping: kept)
        let bits = (0..<6).map { mask >> $0 & 1 == 1 }
        let exact = item.exact.scores(of: item.problem, mask: bits)
        #expect(feasible == exact.exceed(target: 1, delta: 0))
        #expect(abs(judge.margin - exact.margin(target: 1)) <= item.network.errors.margins.max()!)
      }
      #expect(item.network.errors.margins.max()! < 1e-9)
    }
  }

  @Test func boundsHoldForEveryMaskOfASubcube() throws {
    var random = SeededGenerator(seed: 2)
    var (pruned, feasible) = (0, 0)
    for _ in 0..<150 {
      var item = try Case(&random)
      let relaxation = MarginRelaxation(item.network)
      let judge = MaskJudge(item.problem, network: item.network, exact: item.exact)
      for _ in 0..<5 {
        let states = (0..<6).map { _ in Int.random(in: 0...3, using: &random) }
        let kept = (0..<Int32(6)).filter { states[Int($0)] == 0 }
        let free = (0..<Int32(6)).filter { states[Int($0)] >= 2 }
        let budget = Int.random(in: 0...8, using: &random)
        let bound = judge.first(keeping: kept).withUnsafeBufferPointer {
          relaxation.bound(first: $0.baseAddress!, free: free, budget: budget)
        }
        var most = -Double.infinity
        for choice in 0..<(1 << free.count) {
          let chosen = free.indices.filter { choice >> $0 & 1 == 1 }.map { free[$0] }
          guard judge.cost(of: chosen) <= budget else { continue }
          let mask = item.network.mask(keeping: kept + chosen, of: 6)
          most = max(most, item.exact.scores(of: item.problem, mask: mask).margin(target: 1))
        }
        #expect(bound.margin >= most)
        if bound.isInfeasible {
          #expect(most <= 0)
          pruned += 1
        } else {
          feasible += 1
        }
        item.problem.delta = 0
      }
    }
    // A bound that proves nothing would pass the above.
    #expect(pruned > 100 && feasible > 100, "\(pruned) \(feasible)")
  }

  @Test func selectionSumsTheLargest() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let values = (0..<Int.random(in: 1...12, using: &random)).map { _ in Double(Int.random(in: 0...5, using: &random))
      }
      let count = Int.random(in: 0...values.count, using: &random)
      var shuffled = values
      #expect(FractionalKnapsack.sumOfLargest(count, &shuffled) == values.sorted(by: >).prefix(count).reduce(0, +))
    }
  }
}
