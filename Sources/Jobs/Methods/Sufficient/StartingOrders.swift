import Explaining
import NeuralNetwork
import Saliency

/// By what the units are ordered where a search begins.
enum StartingOrder: String, Sendable, CaseIterable {
  /// Squares of a seventh of the shorter side hidden one after the other, or words: 50 passes of an image.
  case occlusion
  /// Attributions of the first layers' neurons, summed over what they see: 17 passes.
  case smug
  /// Integrated gradients of the input: 16 passes.
  case integratedGradients = "ig"
  /// 2 passes.
  case gradCAM = "grad-cam"
  /// A square that grows from the centre of the image: no pass.
  case centre

  /// Of images those that save more passes than they cost.
  static let usual: [StartingOrder] = [.occlusion, .gradCAM, .centre]
  static let usualOfSentences: [StartingOrder] = [.occlusion, .smug, .integratedGradients]
}

/// Computes the orders for one item after the other.
struct StartingOrders {
  /// Nil is the usual.
  let orders: [StartingOrder]?
  let scorer: any InputScorer
  /// Nil for a program.
  let session: ModelSession?
  /// Nil where the network has no feature maps.
  let gradCAM: GradCAM?
  /// What occlusion hides with.
  let fill: Fill

  /// Points of Gauss's rule.
  private static let points = 8

  /// The orders that the model allows; before them, where they are several, that by the mean of the places in them.
  ///
  /// - Parameter hidden: the input with everything hidden.
  /// - Returns: the orders, and how many passes they took, forward and backward counted.
  func orders(
    of item: PreparedItem, partition: UnitPartition, hidden: [Float]
  ) throws -> (orders: [[Int]], passes: Int) {
    var found: [[Int]] = []
    var passes = 0
    for order in orders ?? (item.sentence == nil ? StartingOrder.usual : StartingOrder.usualOfSentences) {
      if order == .centre {
        if item.sentence == nil { found.append(partition.orderFromCentre(height: item.height, width: item.width)) }
      } else if let (map, cost) = try map(order, of: item, hidden: hidden) {
        found.append(partition.order(by: map))
        passes += cost
      }
    }
    // A network that allows none of them still has scores.
    if found.isEmpty {
      let (map, cost) = try occlusion(of: item)
      return ([partition.order(by: map)], passes + cost)
    }
    return (found.count > 1 ? [partition.meanOrder(of: found)] + found : found, passes)
  }

  private func map(
    _ order: StartingOrder, of item: PreparedItem, hidden: [Float]
  ) throws -> (map: [Float], passes: Int)? {
    if order == .occlusion { return try occlusion(of: item) }
    guard let session else { return nil }
    let pixels = item.height * item.width
    let integration = IntegratedGradients(rule: .gaussLegendre(Self.points))
    switch order {
    case .occlusion, .centre: return nil
    case .smug:
      let map = try session.evidenceMap(
        of: item.values, hidden: hidden, forward: item.forward, target: item.target, positions: pixels,
        points: Self.points)
      return map.map { (map: $0, passes: 2 * Self.points + 1) }
    case .integratedGradients:
      do {
        let attribution = try session.integrate(integration, input: item.values, target: item.target)
        return (channelSums(attribution.values, pixels: pixels), 2 * attribution.points)
      } catch is NetworkError {
        // Tokens, and operators without a derivative, have no gradient.
        return nil
      }
    case .gradCAM:
      guard let gradCAM else { return nil }
      return (try gradCAM.explain(item.values, target: item.target), 2)
    }
  }

  private func occlusion(of item: PreparedItem) throws -> (map: [Float], passes: Int) {
    let side = item.sentence == nil ? (min(item.height, item.width) + 6) / 7 : 1
    let settings = OcclusionSettings(patch: side, stride: side, baseline: fill)
    return try Occlusion(settings: settings).explain(
      input: item.values, shape: item.shape, target: item.target, scorer: scorer)
  }
}
