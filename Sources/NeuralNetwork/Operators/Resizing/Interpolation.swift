/// Where the elements of a resized axis lie between those of the original one, and what they are made of.
struct Interpolation: Sendable {
  private let mode: String
  private let coordinates: String
  private let nearest: String
  private let cubic: Double
  private let excludesOutside: Bool
  private let isAntialiased: Bool
  /// What stands where a region reaches beyond the source.
  let outside: Float

  var crops: Bool { coordinates == "tf_crop_and_resize" }

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    mode = try attributes.string("mode", default: "nearest", oneOf: ["nearest", "linear", "cubic"])
    let isOld = attributes.opset < 11
    coordinates = try attributes.string(
      "coordinate_transformation_mode", default: isOld ? "asymmetric" : "half_pixel",
      oneOf: [
        "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_crop_and_resize",
      ])
    nearest = try attributes.string(
      "nearest_mode", default: isOld ? "floor" : "round_prefer_floor",
      oneOf: ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
    cubic = Double(try attributes.float("cubic_coeff_a", default: -0.75))
    excludesOutside = try attributes.bool("exclude_outside", default: false)
    isAntialiased = try attributes.bool("antialias", default: false)
    outside = try attributes.float("extrapolation_value", default: 0)
  }

  /// - Parameters:
  ///   - scale: target over source extent, before rounding.
  ///   - region: the part of the axis to take, for `tf_crop_and_resize`.
  func taps(source: Int, target: Int, scale: Double, region: (start: Double, end: Double)) throws(NetworkError)
    -> [[AxisMap.Tap]]
  {
    (0..<target).map { index in
      let x = position(Double(index), source: source, target: target, scale: scale, region: region)
      if crops && (x < 0 || x > Double(source - 1)) { return [] }
      return taps(at: x, source: source, scale: scale)
    }
  }

  /// The element of the source, and the fraction to the next, that an element of the result lies at.
  private func position(
    _ x: Double, source: Int, target: Int, scale: Double, region: (start: Double, end: Double)
  ) -> Double {
    let last = Double(source - 1)
    switch coordinates {
    case "half_pixel_symmetric":
      let adjustment = Double(target) / (scale * Double(source))
      return Double(source) / 2 * (1 - adjustment) + (x + 0.5) / scale - 0.5
    case "pytorch_half_pixel": return target > 1 ? (x + 0.5) / scale - 0.5 : 0
    case "align_corners": return target > 1 ? x * last / Double(target - 1) : 0
    case "asymmetric": return x / scale
    case "tf_crop_and_resize":
      return target > 1
        ? region.start * last + x * (region.end - region.start) * last / Double(target - 1)
        : 0.5 * (region.start + region.end) * last
    default: return (x + 0.5) / scale - 0.5
    }
  }

  private func taps(at x: Double, source: Int, scale: Double) -> [AxisMap.Tap] {
    let floor = x.rounded(.down)
    if mode == "nearest" { return [AxisMap.Tap(source: clamped(rounded(x), source), weight: 1)] }
    // Antialiasing widens the window where the axis shrinks.
    let stretch = isAntialiased ? min(scale, 1) : 1
    let support = mode == "linear" ? 1.0 : 2
    let first = Int((-support / stretch).rounded(.down)) + 1
    let last = 1 - first
    var list: [AxisMap.Tap] = []
    var sum = 0.0
    for offset in first...max(first, last) {
      let place = floor + Double(offset)
      var weight = kernel((Double(offset) - (x - floor)) * stretch)
      if excludesOutside && (place < 0 || place > Double(source - 1)) { weight = 0 }
      if weight == 0 { continue }
      sum += weight
      list.append(AxisMap.Tap(source: clamped(place, source), weight: weight))
    }
    if (isAntialiased || excludesOutside) && sum != 0 { for i in list.indices { list[i].weight /= sum } }
    return list
  }

  private func kernel(_ x: Double) -> Double {
    let x = abs(x)
    if mode == "linear" { return max(0, 1 - x) }
    let a = cubic
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }

  private func clamped(_ x: Double, _ extent: Int) -> Int { Int(min(Double(extent - 1), max(0, x))) }

  private func rounded(_ x: Double) -> Double {
    switch nearest {
    case "floor": x.rounded(.down)
    case "ceil": x.rounded(.up)
    case "round_prefer_ceil": (x + 0.5).rounded(.down)
    default: (x - 0.5).rounded(.up)
    }
  }
}
