/// How many pixels of an image are treated at each step of a curve.
enum CurveSteps: Equatable {
  /// So many equal portions.
  case equal(Int)
  /// At these shares in percent, ascending, besides none and all.
  case percent([Int])
  /// In tenths, as ``RemoveAndDebias`` removes and shows them.
  case tenths

  /// The share of the pixels that is treated at each step, from 0 to 1.
  var shares: [Double] {
    switch self {
    case .equal(let steps): (0...steps).map { Double($0) / Double(steps) }
    case .percent(let shares): ([0] + shares + [100]).map { Double($0) / 100 }
    case .tenths: Self.equal(10).shares
    }
  }

  /// How many of so many pixels that is.
  ///
  /// - Parameter shown: whether pixels are shown or removed.
  func counts(of pixels: Int, shown: Bool) -> [Int] {
    switch self {
    case .equal(let steps): (0...steps).map { pixels * $0 / steps }
    case .percent(let shares): ([0] + shares + [100]).map { AreaCurves.count($0, of: pixels) }
    case .tenths:
      [0] + (shown ? RemoveAndDebias.shown(of: pixels) : RemoveAndDebias.removed(of: pixels)) + [pixels]
    }
  }
}
