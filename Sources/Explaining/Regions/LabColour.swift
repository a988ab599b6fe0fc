import Foundation

/// Conversion from sRGB (D65) to CIE L*a*b*, in which SLIC measures colour distance.
enum LabColour {
  /// - Parameter pixels: interleaved 8-bit sRGB.
  /// - Returns: interleaved L (0...100), a and b.
  static func fromSRGB(_ pixels: [UInt8]) -> [Float] {
    let linear = (0..<256).map { value -> Double in
      let channel = Double(value) / 255
      return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
    }
    var result: [Float] = []
    result.reserveCapacity(pixels.count)
    for pixel in stride(from: 0, to: pixels.count - 2, by: 3) {
      let (r, g, b) = (linear[Int(pixels[pixel])], linear[Int(pixels[pixel + 1])], linear[Int(pixels[pixel + 2])])
      // IEC 61966-2-1, divided by the D65 white point.
      let x = compress((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
      let y = compress(0.2126729 * r + 0.7151522 * g + 0.0721750 * b)
      let z = compress((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883)
      result.append(Float(116 * y - 16))
      result.append(Float(500 * (x - y)))
      result.append(Float(200 * (y - z)))
    }
    return result
  }

  private static func compress(_ value: Double) -> Double {
    value > 216.0 / 24389 ? cbrt(value) : (24389.0 / 27 * value + 16) / 116
  }
}
