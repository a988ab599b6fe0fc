import Foundation

enum NormalDistribution {
  /// Inverse of the standard normal distribution function, by Newton steps from a rational start.
  ///
  /// - Parameter probability: between 0 and 1.
  static func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1)
    if probability > 0.5 { return -quantile(1 - probability) }
    // Abramowitz and Stegun 26.2.23, error below 4.5e-4; three steps reach double precision.
    let t = (-2 * log(probability)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    var x = -(t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
    for _ in 0..<4 {
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      x -= (0.5 * erfc(-x / 2.0.squareRoot()) - probability) / density
    }
    return x
  }
}
