import Saliency

extension ScoreDescription {
  /// The name without what stands for hidden pixels: `Insertion AUC`, of `Insertion AUC (zero)`.
  var nameWithoutFill: String {
    guard let fill, case let ending = " (\(fill))", name.hasSuffix(ending) else { return name }
    return String(name.dropLast(ending.count))
  }

  /// What stands beside the name in tables: which values are good.
  var arrow: String {
    switch direction {
    case .higher: "↑"
    case .lower: "↓"
    case .neither: ""
    }
  }
}
