import Saliency

extension ScoreDescription {
  /// What is measured and what stands for hidden pixels, of a score that was taken under a filling: key and name both
  /// end in it, `insertion-zero` and `Insertion AUC (zero)`.
  var filled: (measure: String, fill: String)? {
    guard let dash = key.lastIndex(of: "-"), case let fill = key[key.index(after: dash)...],
      name.hasSuffix(" (\(fill))")
    else { return nil }
    return (String(key[..<dash]), String(fill))
  }

  /// `Insertion AUC`, of `Insertion AUC (zero)`.
  var nameWithoutFill: String {
    filled.map { String(name.dropLast($0.fill.count + 3)) } ?? name
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
