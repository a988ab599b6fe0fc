import Explaining
import MaskSolving
import Saliency
import Storing

extension ExplanationRecord {
  /// The record of a SMUG explanation: masks `smug`, `smug-2`, ... and, where they were asked for, the windows that every
  /// (`smug-every`) or only some (`smug-some`) of the smallest masks keep.
  init(_ result: SMUGExplanation) {
    let key = SMUGMethod.key
    let (height, width) = (result.grid.height, result.grid.width)
    let solution = result.solution
    func mask(_ name: String, _ bits: [Bool]) -> MaskRecord {
      MaskRecord(name: name, mask: WindowMask(grid: result.grid, bits: bits))
    }
    var masks = [mask(key, solution.mask)]
    for (place, bits) in (result.further?.masks ?? []).dropFirst().enumerated() {
      masks.append(mask("\(key)-\(place + 2)", bits))
    }
    if let roles = result.optima?.roles {
      masks.append(mask("\(key)-every", roles.map { $0 == .always }))
      masks.append(mask("\(key)-some", roles.map { $0 == .sometimes }))
    }
    self.init(
      method: key, status: result.asksForNothing ? ProofStatus.empty.rawValue : solution.status.rawValue,
      values: result.values,
      maps: [
        SaliencyMapRecord(name: key, height: height, width: width, values: result.saliency),
        SaliencyMapRecord(name: "\(key)-base", height: height, width: width, values: result.base),
      ], masks: masks)
  }
}

extension SMUGExplanation {
  /// The record's numbers; docs/job-file.md and docs/first-layers.md say what they are.
  fileprivate var values: [NamedValue] {
    var values: [NamedValue] = [
      NamedValue("cost", Double(solution.cost)), NamedValue("bound", Double(solution.bound)),
      NamedValue("windows", Double(solution.mask.count { $0 })), NamedValue("area", area),
      NamedValue("constraints", Double(constraintCount)), NamedValue("vacuous", Double(vacuousCount)),
      NamedValue("considered", Double(considered)),
    ]
    values += solution.proof.values
    if let further { values += further.values }
    if let optima { values += optima.values }
    values.append(NamedValue("points", Double(attribution.points)))
    if let delta = attribution.delta { values.append(NamedValue("delta", delta)) }
    if let error = attribution.errorEstimate { values.append(NamedValue("error-estimate", error)) }
    return values
  }
}

extension RankedMasks {
  /// How many masks there are, whether these are all, the cost of each after the first, and what they share: the windows
  /// of all of them as a share of the windows of any, and the mean intersection over union of two.
  fileprivate var values: [NamedValue] {
    var values = [NamedValue("masks", Double(masks.count)), NamedValue("masks-complete", isComplete ? 1 : 0)]
    for (place, cost) in costs.enumerated().dropFirst() { values.append(NamedValue("cost-\(place + 1)", Double(cost))) }
    guard masks.count > 1 else { return values }
    let counts = masks[0].indices.map { window in masks.count { $0[window] } }
    let (any, all) = (counts.count { $0 > 0 }, counts.count { $0 == masks.count })
    if any > 0 { values.append(NamedValue("masks-shared", Double(all) / Double(any))) }
    var overlap = 0.0
    for (place, first) in masks.enumerated() {
      for second in masks[..<place] {
        let both = zip(first, second).count { $0 && $1 }
        let either = zip(first, second).count { $0 || $1 }
        overlap += either > 0 ? Double(both) / Double(either) : 1
      }
    }
    values.append(NamedValue("masks-iou", overlap / Double(masks.count * (masks.count - 1) / 2)))
    return values
  }
}

extension OptimalMasks {
  fileprivate var values: [NamedValue] {
    func windows(_ role: Role) -> Double { Double(roles.count { $0 == role }) }
    return [
      NamedValue("optima", Double(count)), NamedValue("optima-exact", isCountExact ? 1 : 0),
      NamedValue("windows-every", windows(.always)), NamedValue("windows-some", windows(.sometimes)),
      NamedValue("windows-unknown", windows(.unknown)),
    ]
  }
}
