import Reproducibility

/// Maps that know nothing of the model: what every method has to beat.
public enum UninformedMaps {
  /// Independent uniform numbers in [0, 1).
  public static func random(height: Int, width: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<height * width).map { _ in Float(generator.unit()) }
  }

  /// How strongly the image changes at each pixel: Sobel's operator on the mean of the channels, border pixels repeated. What
  /// edges look like without any network: the control of sanity checks (Adebayo et al., NeurIPS 2018).
  public static func edges(_ values: [Float], height: Int, width: Int) -> [Float] {
    let channels = values.count / max(1, height * width)
    let grey = (0..<height * width).map { pixel in
      (0..<channels).reduce(Float(0)) { $0 + values[$1 * height * width + pixel] } / Float(max(1, channels))
    }
    func level(_ y: Int, _ x: Int) -> Float {
      grey[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
    }
    return (0..<height).flatMap { y in
      (0..<width).map { x in
        let right = level(y - 1, x + 1) + 2 * level(y, x + 1) + level(y + 1, x + 1)
        let left = level(y - 1, x - 1) + 2 * level(y, x - 1) + level(y + 1, x - 1)
        let below = level(y + 1, x - 1) + 2 * level(y + 1, x) + level(y + 1, x + 1)
        let above = level(y - 1, x - 1) + 2 * level(y - 1, x) + level(y - 1, x + 1)
        return ((right - left) * (right - left) + (below - above) * (below - above)).squareRoot()
      }
    }
  }

  /// Highest in the middle and falling to the border, so that the pixels above any level form a centred box of the
  /// input's aspect. Photographs hold their object in the middle often enough to make this a strong rival.
  public static func centreBox(height: Int, width: Int) -> [Float] {
    (0..<height).flatMap { y in
      (0..<width).map { x in
        let down = abs(2 * Double(y) + 1 - Double(height)) / Double(height)
        let right = abs(2 * Double(x) + 1 - Double(width)) / Double(width)
        return Float(1 - max(down, right))
      }
    }
  }
}
