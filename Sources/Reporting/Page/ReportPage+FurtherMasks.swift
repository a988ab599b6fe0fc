import Scoring

extension ReportPage {
  /// The distribution of a number over the methods of the run; of several that have it, of the first by name.
  private func values(_ name: String) -> Distribution? {
    statistics.values.filter { $0.key.hasSuffix("/\(name)") && $0.value.count > 0 }.min { $0.key < $1.key }?.value
  }

  /// How much several masks of an item share.
  var furtherMasks: Finding? {
    guard let shared = values("masks-shared"), let share = shared.mean, let overlap = values("masks-iou")?.mean,
      let count = values("masks")?.mean
    else { return nil }
    return Finding(
      text:
        "Of \(NumberText.short(count)) masks of an item (mean), all keep \(NumberText.percent(share)) of what any of "
        + "them keeps; the intersection of two is \(NumberText.percent(overlap)) of their union (means over "
        + "\(NumberText.items(shared.count))).", link: "#images")
  }

  /// How unique the smallest masks are.
  var optima: Finding? {
    guard let optima = values("optima"), let median = optima.median, let every = values("windows-every"),
      let some = values("windows-some")
    else { return nil }
    let all = every.total + some.total
    guard all > 0 else { return nil }
    return Finding(
      text: "There are \(NumberText.short(median)) different masks of the least size (median); every one of them keeps "
        + "\(NumberText.percent(every.total / all)) of the windows that any of them keeps.", link: "#images")
  }
}
