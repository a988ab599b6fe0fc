import Explaining
import NeuralNetwork

/// Maps of a network's gradients, by which a search orders the units.
struct GradientOrders {
  let session: ModelSession
  /// Nil where the network has no feature maps.
  let gradCAM: GradCAM?

  /// Integrated gradients on the input with eight points of Gauss's rule, and Grad-CAM: of what the network allows.
  ///
  /// - Returns: the maps, and how many passes they took, forward and backward counted.
  func maps(of item: PreparedItem) throws -> (maps: [[Float]], passes: Int) {
    var maps: [[Float]] = []
    var passes = 0
    let integration = IntegratedGradients(rule: .gaussLegendre(8))
    do {
      let attribution = try session.integrate(integration, input: item.values, target: item.target)
      maps.append(channelSums(attribution.values, pixels: item.height * item.width))
      passes += 2 * attribution.points
    } catch is NetworkError {
      // Tokens, and operators without a derivative, have no gradient.
    }
    if let map = try gradCAM?.explain(item.values, target: item.target) {
      maps.append(map)
      passes += 2
    }
    return (maps, passes)
  }
}
