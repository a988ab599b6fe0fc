import MaskSolving
import NeuralNetwork
import Saliency
import WholeNetwork

/// What ``WholeNetworkMask`` is asked for.
public struct WholeNetworkSettings: Sendable {
  /// Side in pixels of the squares that are kept or hidden together.
  public var window = 4
  /// By how much the target's score must exceed every other.
  public var delta = 0.0
  public var objective = MaskObjective.pixels
  /// Seconds for the mask of one item; nil is as long as it takes.
  public var timeLimit: Double?
  public var prover = NetworkMaskSolver.Prover.search

  public init() {}
}

/// The smallest mask that keeps the network's decision, and how the network itself, in single precision, decides on it.
public struct WholeNetworkExplanation: Sendable {
  public var grid: WindowGrid
  public var solution: NetworkMaskSolution
  /// Share of the image's pixels inside the mask.
  public var area: Double
  /// The prediction on the mask; nil where there is none.
  public var check: PredictionCheck?
}

/// The smallest part of an image with which a network provably still decides for the target: the full-network encoding of
/// the SMUG paper (Sahoo et al., ICLR 2021, arXiv:2006.16322, section 3), solved by search with linear bounds.
public struct WholeNetworkMask: Sendable {
  public var settings: WholeNetworkSettings
  public let encoded: EncodedNetwork

  public init(settings: WholeNetworkSettings = WholeNetworkSettings(), encoded: EncodedNetwork) {
    self.settings = settings
    self.encoded = encoded
  }

  /// - Parameters:
  ///   - input: the network's input without the batch axis, row-major, `C x height x width` values.
  ///   - target: the class that must stay ahead.
  /// - Throws: ``WholeNetworkError``, ``SMUGError`` or `NetworkError`.
  public func explain(
    input: [Float], height: Int, width: Int, target: Int, session: ModelSession
  ) throws -> WholeNetworkExplanation {
    let grid = try WindowGrid.covering(height: height, width: width, window: settings.window)
    let problem = problem(input: input, grid: grid, target: target)
    let solution = try NetworkMaskSolver(timeLimit: settings.timeLimit, prover: settings.prover)
      .solve(problem, exact: encoded.exact, isCancelled: session.isInterrupted)
    try session.checkInterruption()
    guard solution.status != .infeasible else {
      return WholeNetworkExplanation(grid: grid, solution: solution, area: 0, check: nil)
    }
    let kept = zip(solution.mask, grid.pixelsPerWindow).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
    return WholeNetworkExplanation(
      grid: grid, solution: solution, area: Double(kept) / Double(height * width),
      check: try PredictionCheck(
        mask: solution.mask, grid: grid, input: input, target: target, delta: settings.delta, session: session,
        encoded: encoded))
  }

  public func problem(input: [Float], grid: WindowGrid, target: Int) -> NetworkMaskProblem {
    NetworkMaskProblem(
      network: encoded.network, input: input.map { Double($0) }, windows: grid.windowsOfInput(count: input.count),
      costs: settings.objective == .pixels ? grid.pixelsPerWindow : [Int](repeating: 1, count: grid.count),
      target: target, delta: settings.delta)
  }
}

extension WindowGrid {
  /// The window of each of an input's values, channel after channel.
  func windowsOfInput(count: Int) -> [Int32] {
    let plane = spread((0..<Int32(self.count)).map { $0 })
    return (0..<count / plane.count).flatMap { _ in plane }
  }
}
