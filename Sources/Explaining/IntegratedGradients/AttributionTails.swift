import NeuralNetwork
import Synchronization

/// The part of a network behind the attributed tensors, compiled in the ways in which gradients are asked for. Each is made
/// when it is first wanted and then shared by all threads.
final class AttributionTails: Sendable {
  enum Kind: Hashable, Sendable {
    /// One point at a time, with rounding errors as small as single precision allows.
    case point
    /// Batches of points, whose gradients are averaged: by Winograd's algorithm where that is faster.
    case path
    /// The same on a straight path from zero. Poolings behind the attributed tensor are passed once an input instead of
    /// once a point: on the path their results grow in proportion, and their derivatives do not change.
    case ray
  }

  struct Tail: Sendable {
    /// From the attributed tensors, or from where `bridge` ends, to the probabilities.
    let plan: Plan
    /// From the attributed tensor over the poolings behind it.
    let bridge: Plan?
    let starts: [String]
  }

  private let network: Network
  private let tensors: [String]
  private let probabilities: String
  private let inputShape: [Int]?
  private let batch: Int?
  private let points: Int?
  private let made = Mutex<[Kind: Tail]>([:])

  init(
    network: Network, tensors: [String], probabilities: String, inputShape: [Int]?, batch: Int?, points: Int?
  ) {
    (self.network, self.tensors, self.probabilities) = (network, tensors, probabilities)
    (self.inputShape, self.batch, self.points) = (inputShape, batch, points)
  }

  func tail(_ kind: Kind) throws(NetworkError) -> Tail {
    let end = kind == .ray && tensors.count == 1 ? network.scalingEnd(behind: tensors[0]) : nil
    let kind = kind == .ray && end == nil ? .path : kind
    // Other threads wait for the plan that one is making.
    let result = made.withLock { made -> Result<Tail, NetworkError> in
      if let tail = made[kind] { return .success(tail) }
      do throws(NetworkError) {
        let tail = try make(kind, end: end)
        made[kind] = tail
        return .success(tail)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func make(_ kind: Kind, end: String?) throws(NetworkError) -> Tail {
    let starts = end.map { [$0] } ?? tensors
    let convolutions: ConvolutionAlgorithm = kind == .point ? .direct : .winograd
    var size = kind == .point ? 1 : batch ?? 1
    if kind != .point, batch == nil {
      size = try Plan.pathBatch(
        network, from: starts, to: [probabilities], inputShape: inputShape, points: points, convolutions: convolutions)
    }
    let tail = try Plan(
      network, from: starts, to: [probabilities], inputShape: inputShape, batch: size, differentiable: true,
      convolutions: convolutions)
    var bridge: Plan?
    if let end {
      bridge = try Plan(network, from: tensors, to: [end], inputShape: inputShape, differentiable: true)
    }
    return Tail(plan: tail, bridge: bridge, starts: starts)
  }
}
