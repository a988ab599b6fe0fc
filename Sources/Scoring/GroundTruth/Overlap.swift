import Saliency

/// Intersection over union (Jaccard index) of two masks; nil when both are empty.
public func intersectionOverUnion(_ a: PixelMask, _ b: PixelMask) -> Double? {
  precondition(a.height == b.height && a.width == b.width)
  var (both, either) = (0, 0)
  for (p, q) in zip(a.bits, b.bits) {
    if p && q { both += 1 }
    if p || q { either += 1 }
  }
  return either > 0 ? Double(both) / Double(either) : nil
}

/// Intersection over union of a map's strongest pixels with the truth, as many pixels as the truth has: the map is told
/// the object's size but not its place, so maps of any scale compare fairly. Nil when the truth is empty.
public func intersectionOverUnion(_ map: SaliencyMap, _ truth: PixelMask) -> Double? {
  truth.bits.contains(true) ? intersectionOverUnion(map.strongest(truth.count), truth) : nil
}

/// The share of the map's positive mass that lies on the true object: the energy-based pointing game (Wang et al.,
/// "Score-CAM", CVPR workshops 2020, section 4.3). Nil when the map has no positive value.
public func energyInside(_ map: SaliencyMap, truth: PixelMask) -> Double? {
  precondition(map.height == truth.height && map.width == truth.width)
  var (inside, total) = (0.0, 0.0)
  for (value, isObject) in zip(map.values, truth.bits) where value > 0 {
    total += Double(value)
    if isObject { inside += Double(value) }
  }
  return total > 0 ? inside / total : nil
}
