import Reproducibility

/// Maps that know nothing of the model: what every method has to beat.
public enum UninformedMaps {
  /// Independent uniform numbers in [0, 1).
  public static func random(height: Int, width: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<height * width).map { _ in Float(generator.unit()) }
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
