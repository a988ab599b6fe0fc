import Foundation
import ImageCodecs
import Scoring
import Saliency

/// Colours for a number in 0...1, dark to bright: seven stops, linear in between, ordered in lightness so that prints
/// and colour-blind readers see the same order.
enum ColourMap {
  private static let stops: [(Double, Double, Double)] = [
    (8, 8, 32), (52, 20, 98), (121, 28, 109), (190, 55, 82), (237, 105, 37), (251, 180, 26), (252, 250, 180),
  ]

  static func colour(_ value: Double) -> (UInt8, UInt8, UInt8) {
    let position = min(max(value.isFinite ? value : 0, 0), 1) * Double(stops.count - 1)
    let low = min(Int(position), stops.count - 2)
    let t = position - Double(low)
    let (a, b) = (stops[low], stops[low + 1])
    func mix(_ p: Double, _ q: Double) -> UInt8 { UInt8((p + (q - p) * t).rounded()) }
    return (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
  }

  static func picture(height: Int, width: Int, values: [Double]) -> RasterImage {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(values.count * 3)
    for value in values {
      let (r, g, b) = colour(value)
      pixels += [r, g, b]
    }
    return RasterImage(width: width, height: height, channels: 3, pixels: pixels)
  }
}

extension SaliencyMap {
  /// The map for the eye: positive values divided by their 99th percentile and spread over 0.5...1, the rest 0, as the
  /// published figures do; one bright pixel cannot darken all others.
  var displayed: [Double] {
    let positive = values.filter { $0 > 0 && $0.isFinite }.sorted()
    guard !positive.isEmpty else { return values.map { _ in 0 } }
    let top = Double(positive[Int(Double(positive.count - 1) * 0.99)])
    return values.map { $0 > 0 ? 0.5 + 0.5 * min(1, Double($0) / top) : 0 }
  }

  var picture: RasterImage { ColourMap.picture(height: height, width: width, values: displayed) }
}
