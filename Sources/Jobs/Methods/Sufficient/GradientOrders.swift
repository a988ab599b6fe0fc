import Explaining
import NeuralNetwork

/// Maps of a network's gradients, by which a search orders the units.
struct GradientOrders {
  let session: ModelSession
  /// Nil where the network has no feature maps.
  let gradCAM: GradCAM?

  private static let points = 8

  /// Integrated gradients of the input and of the first layers' neurons (SMUG's order) with eight points of Gauss's rule,
  /// and Grad-CAM: of what the network allows.
  ///
  /// - Parameter hidden: the input with everything hidden.
  /// - Returns: the maps, and how many passes they took, forward and backward counted.
  func maps(of item: PreparedItem, hidden: [Float]) throws -> (maps: [[Float]], passes: Int) {
    var maps: [[Float]] = []
    var passes = 0
    let integration = IntegratedGradients(rule: .gaussLegendre(Self.points))
    do {
      let attribution = try session.integrate(integration, input: item.values, target: item.target)
      maps.append(channelSums(attribution.values, pixels: item.height * item.width))
      passes += 2 * attribution.points
    } catch is NetworkError {
      // Tokens, and operators without a derivative, have no gradient.
    }
    let evidence = try session.evidenceMap(
      of: item.values, hidden: hidden, forward: item.forward, target: item.target,
      positions: item.height * item.width, points: Self.points)
    if let evidence {
      maps.append(evidence)
      passes += 2 * Self.points + 1
    }
    if let map = try gradCAM?.explain(item.values, target: item.target) {
      maps.append(map)
      passes += 2
    }
    return (maps, passes)
  }
}
