/// Find the cheapest set of windows to keep, everything else being 0, with which the target's score still exceeds every
/// other by more than `delta`: strictly, over the real numbers.
public struct NetworkMaskProblem: Sendable {
  public var network: PiecewiseLinearNetwork
  /// As many values as the network takes.
  public var input: [Double]
  /// The window that each input value belongs to.
  public var windows: [Int32]
  /// What keeping each window costs; its count is the number of windows.
  public var costs: [Int]
  public var target: Int
  public var delta: Double

  public init(
    network: PiecewiseLinearNetwork, input: [Double], windows: [Int32], costs: [Int], target: Int, delta: Double = 0
  ) {
    self.network = network
    self.input = input
    self.windows = windows
    self.costs = costs
    self.target = target
    self.delta = delta
  }

  public func validate() throws(WholeNetworkError) {
    guard input.count == network.inputCount, windows.count == input.count else {
      throw .invalidProblem("the network takes \(network.inputCount) values, not \(input.count)")
    }
    guard input.allSatisfy(\.isFinite) else { throw .invalidProblem("an input value is not finite") }
    guard windows.allSatisfy({ $0 >= 0 && Int($0) < costs.count }) else {
      throw .invalidProblem("an input value belongs to a window that does not exist")
    }
    guard costs.allSatisfy({ $0 > 0 && $0 <= 1 << 28 }) else {
      throw .invalidProblem("a window's cost is not positive")
    }
    guard (0..<network.outputCount).contains(target) else {
      throw .invalidProblem("class \(target) is not among the network's \(network.outputCount)")
    }
    guard delta.isFinite, delta >= 0 else { throw .invalidProblem("delta is \(delta); it must be 0 or more") }
  }

  /// Cost of a mask.
  public func cost(of mask: [Bool]) -> Int { zip(mask, costs).reduce(0) { $0 + ($1.0 ? $1.1 : 0) } }
}
